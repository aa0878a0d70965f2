package io.trivet.metrics.otlp;

/// Names of labels: from `http.method` to `http_method`.
final class LabelNames {
  private LabelNames() {}

  /// @throws UntranslatableException if the name is empty or only underscores are left of it
  static String translate(String name, TranslationOptions.Names options) {
    if (name.isEmpty()) {
      throw new UntranslatableException("the name of an attribute is empty");
    }
    if (!options.escape()) {
      return name;
    }
    StringBuilder out = new StringBuilder(name.length() + 4);
    char first = name.charAt(0);
    if (first >= '0' && first <= '9') {
      out.append("key_");
    }
    for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
      char c = name.charAt(i);
      boolean valid = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      boolean repeated = !out.isEmpty() && out.charAt(out.length() - 1) == '_';
      if (valid) {
        out.append(c);
      } else if (options.keepUnderscores() || !repeated) {
        out.append('_');
      }
    }
    if (out.chars().allMatch(c -> c == '_')) {
      throw new UntranslatableException(
          "only underscores are left of the attribute name \"" + name + "\"");
    }
    boolean single = out.charAt(0) == '_' && out.charAt(1) != '_';
    return options.prefixUnderscore() && single ? "key" + out : out.toString();
  }
}
