package io.trivet.core.label;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/// The text of a replacement with `$1`, `${1}` and `${name}` filled in from a match, as Go does it:
/// unknown groups are empty, `$$` is a dollar sign.
public final class Expansion {
  private Expansion() {}

  public static String expand(String template, Matcher matcher) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < template.length()) {
      char c = template.charAt(i);
      if (c != '$' || i + 1 >= template.length()) {
        out.append(c);
        i++;
        continue;
      }
      if (template.charAt(i + 1) == '$') {
        out.append('$');
        i += 2;
        continue;
      }
      boolean braces = template.charAt(i + 1) == '{';
      int start = braces ? i + 2 : i + 1;
      int end = start;
      while (end < template.length() && isWord(template.charAt(end))) {
        end++;
      }
      if (end == start || braces && (end >= template.length() || template.charAt(end) != '}')) {
        out.append(c);
        i++;
        continue;
      }
      out.append(group(template.substring(start, end), matcher));
      i = braces ? end + 1 : end;
    }
    return out.toString();
  }

  private static boolean isWord(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private static String group(String name, Matcher matcher) {
    Pattern pattern = matcher.pattern();
    int index = -1;
    if (name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      index = name.length() < 6 ? Integer.parseInt(name) : -1;
    } else if (pattern.namedGroups().containsKey(name)) {
      index = pattern.namedGroups().get(name);
    }
    if (index < 0 || index > matcher.groupCount()) {
      return "";
    }
    String value = matcher.group(index);
    return value == null ? "" : value;
  }
}
