package io.trivet.logs.logql.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What can be said about the matches of an RE2 pattern without running it. Careful: whatever is
/// not plainly understood counts as unknown.
///
/// @param required texts of which every match contains at least one; empty when unknown
/// @param isExact whether containing one of them is a match already
/// @param ignoringCase an ASCII text in lower case; a line that contains it in any case matches,
///   and the pattern means nothing else; empty for all other patterns
/// @param matchesEverything whether the pattern is found in every line
record RegexLiterals(
    List<String> required, boolean isExact, String ignoringCase, boolean matchesEverything) {
  private static final RegexLiterals UNKNOWN = new RegexLiterals(List.of(), false, "", false);
  private static final RegexLiterals EVERYTHING = new RegexLiterals(List.of(), false, "", true);
  private static final String META = "\\.+*?()|[]{}^$";

  /// Shorter texts are in most lines and spare nothing.
  private static final int MIN_REQUIRED = 2;

  static RegexLiterals of(String pattern) {
    if (pattern.isEmpty()
        || pattern.equals(".*")
        || pattern.equals("^.*")
        || pattern.equals("(.*)")) {
      return EVERYTHING;
    }
    if (pattern.startsWith("(?i)")) {
      String rest = trimmed(pattern.substring(4));
      boolean plain =
          !rest.isEmpty() && rest.chars().allMatch(c -> c < 0x80 && META.indexOf((char) c) < 0);
      return plain
          ? new RegexLiterals(List.of(), false, rest.toLowerCase(Locale.ROOT), false)
          : UNKNOWN;
    }
    String body = trimmed(pattern);
    List<String> alternatives = alternatives(body);
    if (!alternatives.isEmpty() && alternatives.stream().noneMatch(String::isEmpty)) {
      return new RegexLiterals(alternatives, true, "", false);
    }
    if (pattern.contains("(?") && !pattern.contains("(?:") && !pattern.contains("(?P<")) {
      return UNKNOWN;
    }
    String longest = longestRun(body);
    return longest.length() < MIN_REQUIRED
        ? UNKNOWN
        : new RegexLiterals(List.of(longest), false, "", false);
  }

  /// The pattern without `.*` at its ends, which change nothing for a search; lines have no line
  /// breaks that `.` would stop at, or the text is found on one side of them all the same.
  private static String trimmed(String pattern) {
    String body = pattern;
    while (body.startsWith(".*")) {
      body = body.substring(body.startsWith(".*?") ? 3 : 2);
    }
    while (body.endsWith(".*") && !body.endsWith("\\.*")) {
      body = body.substring(0, body.length() - 2);
    }
    return body;
  }

  /// The texts of `a|b|c` or `(a|b|c)`; empty when the pattern is anything else.
  private static List<String> alternatives(String pattern) {
    String body = pattern;
    if (body.startsWith("(") && body.endsWith(")") && !body.startsWith("(?")) {
      body = body.substring(1, body.length() - 1);
    } else if (body.startsWith("(?:") && body.endsWith(")")) {
      body = body.substring(3, body.length() - 1);
    }
    List<String> texts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      if (c == '|') {
        texts.add(text.toString());
        text.setLength(0);
      } else if (c == '\\' && i + 1 < body.length() && isPunctuation(body.charAt(i + 1))) {
        text.append(body.charAt(++i));
      } else if (META.indexOf(c) >= 0) {
        return List.of();
      } else {
        text.append(c);
      }
    }
    texts.add(text.toString());
    return texts;
  }

  private static boolean isPunctuation(char c) {
    return c > ' ' && c < 0x7f && !Character.isLetterOrDigit(c);
  }

  /// The longest run of plain characters at the top level that no operator can take away.
  private static String longestRun(String pattern) {
    String longest = "";
    StringBuilder run = new StringBuilder();
    int i = 0;
    while (i < pattern.length()) {
      char c = pattern.charAt(i);
      char plain = 0;
      int next = i + 1;
      switch (c) {
        case '|' -> {
          return "";
        }
        case '(' -> next = skipGroup(pattern, i);
        case '[' -> next = skipClass(pattern, i);
        case '\\' -> {
          next = i + 2;
          if (i + 1 < pattern.length()) {
            char escaped = pattern.charAt(i + 1);
            if (isPunctuation(escaped)) {
              plain = escaped;
            } else if ("dDwWsSbBAz".indexOf(escaped) < 0) {
              return "";
            }
          }
        }
        case '.', '^', '$', '*', '+', '?', ')', '{' -> {
          // Ends the run.
        }
        default -> plain = c;
      }
      if (next < 0 || Character.isSurrogate(plain)) {
        return "";
      }
      boolean optional = next < pattern.length() && "*?{".indexOf(pattern.charAt(next)) >= 0;
      boolean repeated = next < pattern.length() && pattern.charAt(next) == '+';
      if (plain != 0 && !optional) {
        run.append(plain);
      }
      if (plain == 0 || optional || repeated) {
        longest = run.length() > longest.length() ? run.toString() : longest;
        run.setLength(0);
      }
      if (next < pattern.length() && pattern.charAt(next) == '{') {
        int close = pattern.indexOf('}', next);
        if (close < 0) {
          return "";
        }
        next = close + 1;
      }
      i = next;
    }
    return run.length() > longest.length() ? run.toString() : longest;
  }

  private static int skipGroup(String pattern, int open) {
    int depth = 0;
    for (int i = open; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '[') {
        i = skipClass(pattern, i) - 1;
        if (i < 0) {
          return -1;
        }
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0) {
        return i + 1;
      }
    }
    return -1;
  }

  private static int skipClass(String pattern, int open) {
    int i = open + 1;
    if (i < pattern.length() && pattern.charAt(i) == '^') {
      i++;
    }
    if (i < pattern.length() && pattern.charAt(i) == ']') {
      i++;
    }
    while (i < pattern.length()) {
      char c = pattern.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '[' && i + 1 < pattern.length() && pattern.charAt(i + 1) == ':') {
        int end = pattern.indexOf(":]", i);
        if (end < 0) {
          return -1;
        }
        i = end + 1;
      } else if (c == ']') {
        return i + 1;
      }
      i++;
    }
    return -1;
  }
}
