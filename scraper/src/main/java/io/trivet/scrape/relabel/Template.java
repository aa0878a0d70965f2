package io.trivet.scrape.relabel;

import com.google.re2j.Matcher;

/// A replacement text with references to groups: `$1`, `${1}`, `$name`, `${name}`, `$$` for a
/// dollar sign. A reference without braces takes as many letters, digits and underscores as follow;
/// a group that does not exist is empty; a dollar sign before anything else is itself.
///
/// Source: Go, `regexp.Regexp.Expand`.
final class Template {
  private final String text;

  Template(String text) {
    this.text = text;
  }

  boolean hasReferences() {
    return text.indexOf('$') >= 0;
  }

  /// @param match a successful match
  String expand(Matcher match) {
    if (!hasReferences()) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int dollar = text.indexOf('$', at);
      if (dollar < 0 || dollar == text.length() - 1) {
        return out.append(text, at, text.length()).toString();
      }
      out.append(text, at, dollar);
      char next = text.charAt(dollar + 1);
      boolean braced = next == '{';
      int from = dollar + (braced ? 2 : 1);
      int to = from;
      while (to < text.length() && isWord(text.charAt(to))) {
        to++;
      }
      boolean closed = !braced || to < text.length() && text.charAt(to) == '}';
      if (next == '$') {
        out.append('$');
        at = dollar + 2;
      } else if (to == from || !closed) {
        out.append('$');
        at = dollar + 1;
      } else {
        out.append(group(match, text.substring(from, to)));
        at = to + (braced ? 1 : 0);
      }
    }
    return out.toString();
  }

  private static boolean isWord(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private static String group(Matcher match, String name) {
    String value = null;
    if (name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      int number = name.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(name);
      boolean leadingZero = name.length() > 1 && name.charAt(0) == '0';
      value = !leadingZero && number <= match.groupCount() ? match.group(number) : null;
    } else if (match.pattern().namedGroups().containsKey(name)) {
      value = match.group(name);
    }
    return value == null ? "" : value;
  }
}
