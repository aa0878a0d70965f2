package io.trivet.logs.logql.text;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads `key=value key="quoted value" flag` from left to right. Owned by one thread.
public final class LogfmtScanner {
  private byte[] bytes = {};
  private int from;
  private int to;
  private int at;
  private @Nullable String problem;

  public int keyFrom;
  public int keyTo;

  /// Where the value is: [#valueFrom] to [#valueTo] of this array.
  public byte[] value = {};

  public int valueFrom;
  public int valueTo;

  public void start(byte[] line, int lineFrom, int lineTo) {
    bytes = line;
    from = lineFrom;
    to = lineTo;
    at = lineFrom;
  }

  /// Reads the next pair; false at the end of the line. A pair that is not well formed is passed
  /// over, or in strict mode is the end, which [#problem] then explains.
  public boolean next(boolean strict) {
    while (!next()) {
      if (strict || problem == null) {
        return false;
      }
      skipPair();
    }
    return true;
  }

  private boolean next() {
    problem = null;
    while (at < to && isBlank(bytes[at])) {
      at++;
    }
    if (at >= to) {
      return false;
    }
    keyFrom = at;
    while (at < to && bytes[at] != '=' && bytes[at] != '"' && !isBlank(bytes[at])) {
      at++;
    }
    keyTo = at;
    value = bytes;
    valueFrom = at;
    valueTo = at;
    if (at < to && bytes[at] == '"') {
      return fail(at, "unexpected '\"'");
    }
    if (keyFrom == keyTo) {
      return fail(at, "unexpected '='");
    }
    if (!isUtf8(keyFrom, keyTo)) {
      return fail(keyTo, "invalid key");
    }
    if (at >= to || bytes[at] != '=') {
      return true;
    }
    at++;
    valueFrom = at;
    valueTo = at;
    if (at >= to || isBlank(bytes[at])) {
      return true;
    }
    return bytes[at] == '"' ? quoted() : plain();
  }

  private boolean plain() {
    while (at < to && !isBlank(bytes[at])) {
      if (bytes[at] == '=' || bytes[at] == '"') {
        return fail(at, "unexpected '" + (char) bytes[at] + "'");
      }
      at++;
    }
    valueTo = at;
    return true;
  }

  private boolean quoted() {
    int open = at;
    int close = JsonScanner.stringEnd(bytes, open + 1, to);
    if (close < 0) {
      at = to;
      return fail(to, "unterminated quoted value");
    }
    at = close + 1;
    valueFrom = open + 1;
    valueTo = close;
    if (JsonScanner.hasEscape(bytes, valueFrom, valueTo)) {
      byte[] plain = JsonScanner.unescape(bytes, valueFrom, valueTo);
      if (plain == null) {
        return fail(at, "invalid quoted value");
      }
      value = plain;
      valueFrom = 0;
      valueTo = plain.length;
    }
    return true;
  }

  private boolean fail(int place, String what) {
    problem = "logfmt syntax error at pos " + (place - from + 1) + " : " + what;
    return false;
  }

  /// What is wrong with the pair at which reading stopped; null at the end of the line.
  public @Nullable String problem() {
    return problem;
  }

  /// Goes on behind the next blank.
  private void skipPair() {
    while (at < to && !isBlank(bytes[at])) {
      at++;
    }
  }

  private static boolean isBlank(byte b) {
    return b >= 0 && b <= ' ';
  }

  private boolean isUtf8(int start, int end) {
    for (int i = start; i < end; i++) {
      if (bytes[i] < 0) {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8).indexOf('\ufffd') < 0;
      }
    }
    return true;
  }
}
