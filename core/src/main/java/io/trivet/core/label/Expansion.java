package io.trivet.core.label;

import com.google.re2j.Matcher;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A replacement text with references to groups: `$1`, `${1}`, `$name`, `${name}`, and `$$` for a
/// dollar sign. A reference without braces takes as many letters, digits and underscores as follow;
/// a group that does not exist is empty, and so is a number that begins with 0; a dollar sign
/// before anything else is itself. Immutable.
///
/// Source: Go, `regexp.Regexp.Expand`.
public final class Expansion {
  /// Most characters of a result.
  public static final int MAX_CHARS = 1 << 20;

  private final String text;

  public Expansion(String text) {
    this.text = text;
  }

  /// @param match a successful match
  /// @return the text with the groups filled in, null if it is longer than [#MAX_CHARS]
  public @Nullable String expand(Matcher match) {
    if (text.indexOf('$') < 0) {
      return text.length() > MAX_CHARS ? null : text;
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length() && out.length() <= MAX_CHARS) {
      int dollar = text.indexOf('$', at);
      if (dollar < 0 || dollar == text.length() - 1) {
        out.append(text, at, text.length());
        break;
      }
      out.append(text, at, dollar);
      char next = text.charAt(dollar + 1);
      boolean braced = next == '{';
      int from = dollar + (braced ? 2 : 1);
      int to = endOfName(from);
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
    return out.length() > MAX_CHARS ? null : out.toString();
  }

  private int endOfName(int from) {
    int to = from;
    while (to < text.length()) {
      int c = text.codePointAt(to);
      if (c != '_' && !Character.isLetterOrDigit(c)) {
        break;
      }
      to += Character.charCount(c);
    }
    return to;
  }

  private static String group(Matcher match, String name) {
    String value = null;
    if (name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      int number = name.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(name);
      boolean leadingZero = name.length() > 1 && name.charAt(0) == '0';
      value = !leadingZero && number <= match.groupCount() ? match.group(number) : null;
    } else {
      Map<String, Integer> names = match.pattern().namedGroups();
      value = names.containsKey(name) ? match.group(name) : null;
    }
    return value == null ? "" : value;
  }
}
