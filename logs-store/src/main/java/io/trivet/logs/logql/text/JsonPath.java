package io.trivet.logs.logql.text;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A way into JSON: `a.b[0]["key"]`.
///
/// @param steps in order, at least one
public record JsonPath(List<Step> steps) {
  /// One step of a path.
  public sealed interface Step {
    record Key(byte[] name) implements Step {}

    record Index(int index) implements Step {}
  }

  public JsonPath {
    steps = List.copyOf(steps);
  }

  /// @throws TrivetException of kind BAD_DATA if the text is no path
  public static JsonPath parse(String text) {
    List<Step> steps = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '[') {
        i = bracket(text, i, steps);
        continue;
      }
      boolean dot = c == '.';
      if (dot == steps.isEmpty()) {
        throw problem(text, "unexpected " + (dot ? "." : "field \"" + c + "\"") + " at " + (i + 1));
      }
      int start = dot ? i + 1 : i;
      int end = start;
      while (end < text.length() && isName(text.charAt(end), end > start)) {
        end++;
      }
      if (end == start) {
        throw problem(
            text,
            end == text.length()
                ? "unexpected end, expecting a field"
                : "unexpected char " + text.charAt(end));
      }
      steps.add(key(text.substring(start, end)));
      i = end;
    }
    if (steps.isEmpty()) {
      throw problem(text, "unexpected end, expecting a field, [\"key\"] or [index]");
    }
    return new JsonPath(steps);
  }

  private static int bracket(String text, int open, List<Step> steps) {
    int i = open + 1;
    if (i < text.length() && text.charAt(i) == '"') {
      int close = text.indexOf('"', i + 1);
      if (close < 0 || close + 1 >= text.length() || text.charAt(close + 1) != ']') {
        throw problem(text, "[\" without \"]");
      }
      steps.add(key(text.substring(i + 1, close)));
      return close + 2;
    }
    int start = i;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    boolean number = i > start && i - start < 10;
    if (!number || i >= text.length() || text.charAt(i) != ']') {
      throw problem(text, "syntax error: expecting STRING or INDEX and ] after [");
    }
    steps.add(new Step.Index(Integer.parseInt(text.substring(start, i))));
    return i + 1;
  }

  private static Step key(String name) {
    return new Step.Key(name.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isName(char c, boolean digits) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c == '_'
        || digits && c >= '0' && c <= '9';
  }

  private static TrivetException problem(String text, String reason) {
    return new TrivetException(
        ErrorKind.BAD_DATA, "cannot parse expression [" + text + "]: " + reason);
  }

  /// [#find] met text that is no JSON.
  public static final int MALFORMED = -2;

  /// Start of the value this path leads to, -1 if there is none, or [#MALFORMED].
  public int find(byte[] b, int from, int to) {
    int at = JsonScanner.token(b, from, to);
    for (Step step : steps) {
      if (at < 0) {
        return at;
      }
      at =
          switch (step) {
            case Step.Key(byte[] name) -> member(b, at, to, name);
            case Step.Index(int index) -> element(b, at, to, index);
          };
    }
    return at;
  }

  private static int member(byte[] b, int at, int to, byte[] name) {
    if (b[at] != '{') {
      return -1;
    }
    int i = JsonScanner.token(b, at + 1, to);
    while (i >= 0 && b[i] == '"') {
      int keyEnd = JsonScanner.stringEnd(b, i + 1, to);
      int colon = keyEnd < 0 ? -1 : JsonScanner.token(b, keyEnd + 1, to);
      int value = colon < 0 || b[colon] != ':' ? -1 : JsonScanner.token(b, colon + 1, to);
      if (value < 0) {
        return MALFORMED;
      }
      if (isKey(b, i + 1, keyEnd, name)) {
        return value;
      }
      int end = JsonScanner.valueEnd(b, value, to);
      int comma = end < 0 ? -1 : JsonScanner.token(b, end, to);
      if (comma < 0) {
        return MALFORMED;
      }
      i = b[comma] != ',' ? -1 : JsonScanner.token(b, comma + 1, to);
    }
    return -1;
  }

  private static boolean isKey(byte[] b, int from, int to, byte[] name) {
    if (JsonScanner.hasEscape(b, from, to)) {
      byte[] plain = JsonScanner.unescape(b, from, to);
      return plain != null && Arrays.equals(plain, name);
    }
    return Arrays.equals(b, from, to, name, 0, name.length);
  }

  private static int element(byte[] b, int at, int to, int index) {
    if (b[at] != '[') {
      return -1;
    }
    int i = JsonScanner.token(b, at + 1, to);
    for (int n = 0; i >= 0 && b[i] != ']'; n++) {
      if (n == index) {
        return i;
      }
      int end = JsonScanner.valueEnd(b, i, to);
      int comma = end < 0 ? -1 : JsonScanner.token(b, end, to);
      if (comma < 0) {
        return MALFORMED;
      }
      i = b[comma] != ',' ? -1 : JsonScanner.token(b, comma + 1, to);
    }
    return -1;
  }
}
