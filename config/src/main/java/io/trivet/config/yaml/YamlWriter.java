package io.trivet.config.yaml;

import java.util.List;
import java.util.Locale;

/// Writes trees as YAML, with secrets replaced by `<secret>`.
public final class YamlWriter {
  private static final List<String> SECRET_WORDS =
      List.of("password", "secret", "credential", "token");
  private static final List<String> HARMLESS_ENDINGS = List.of("_file", "_files", "_url", "_ref");

  private final StringBuilder out = new StringBuilder();

  private YamlWriter() {}

  /// The text of a tree; ends with a newline.
  public static String write(YamlNode node) {
    YamlWriter writer = new YamlWriter();
    writer.value(node, 0, false, false);
    return writer.out.toString();
  }

  /// @param secret whether single values in it are not shown
  /// @param inList whether the line begins with the dash of a list
  private void value(YamlNode node, int indent, boolean secret, boolean inList) {
    switch (node) {
      case YamlNode.Scalar scalar -> out.append(text(scalar, secret)).append('\n');
      case YamlNode.Sequence(List<YamlNode> items, var _) -> {
        boolean first = inList;
        for (YamlNode item : items) {
          indent(first ? 0 : indent);
          first = false;
          out.append("- ");
          value(item, indent + 2, secret, true);
        }
        if (items.isEmpty()) {
          out.append("[]\n");
        }
      }
      case YamlNode.Mapping mapping -> mapping(mapping, indent, secret, inList);
    }
  }

  private void mapping(YamlNode.Mapping mapping, int indent, boolean secret, boolean inList) {
    boolean[] first = {inList};
    mapping
        .entries()
        .forEach((key, entry) -> {
          indent(first[0] ? 0 : indent);
          first[0] = false;
          out.append(quoted(key, true)).append(':');
          YamlNode value = entry.value();
          boolean block =
              value instanceof YamlNode.Mapping below && !below.entries().isEmpty()
                  || value instanceof YamlNode.Sequence list && !list.items().isEmpty();
          out.append(block ? '\n' : ' ');
          value(
              value,
              value instanceof YamlNode.Mapping ? indent + 2 : indent,
              secret || isSecret(key),
              false);
        });
    if (mapping.entries().isEmpty()) {
      out.append("{}\n");
    }
  }

  private void indent(int spaces) {
    out.repeat(' ', spaces);
  }

  private static boolean isSecret(String key) {
    String name = key.toLowerCase(Locale.ROOT);
    return SECRET_WORDS.stream().anyMatch(name::contains)
        && HARMLESS_ENDINGS.stream().noneMatch(name::endsWith);
  }

  private static String text(YamlNode.Scalar scalar, boolean secret) {
    if (scalar.isNull()) {
      return "null";
    }
    return secret && !scalar.text().isEmpty() ? "<secret>" : quoted(scalar.text(), scalar.plain());
  }

  private static String quoted(String text, boolean plain) {
    boolean simple = !text.isEmpty() && text.chars().allMatch(YamlWriter::isSimple);
    if (simple && plain) {
      return text;
    }
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case '\n' -> quoted.append("\\n");
            case '\t' -> quoted.append("\\t");
            default -> {
              if (c < 0x20 || c == 0x7f) {
                quoted.append(String.format("\\x%02x", c));
              } else {
                quoted.appendCodePoint(c);
              }
            }
          }
        });
    return quoted.append('"').toString();
  }

  private static boolean isSimple(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '/'
        || c == '.'
        || c == '-'
        || c == '+';
  }
}
