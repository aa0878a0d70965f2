package io.trivet.appliance.api.loki;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import java.util.ArrayList;
import java.util.List;

/// Reads the labels of a stream as senders write them: `{app="x", env="prod"}`, values with the
/// escapes of Go's quoted and raw strings.
final class LabelText {
  private final String text;
  private int at;

  private LabelText(String text) {
    this.text = text;
  }

  /// Names and values in turn, in the order of the text.
  ///
  /// @throws TrivetException of kind BAD_DATA with the column
  static List<String> parse(String text) {
    return new LabelText(text).pairs();
  }

  private List<String> pairs() {
    List<String> pairs = new ArrayList<>();
    space();
    expect('{', "expected \"{\"");
    space();
    while (peek() != '}') {
      pairs.add(name());
      space();
      expect('=', "expected \"=\"");
      space();
      pairs.add(value());
      space();
      if (peek() == ',') {
        at++;
        space();
      } else if (peek() != '}') {
        throw bad("expected \",\" or \"}\"");
      }
    }
    at++;
    space();
    if (at < text.length()) {
      throw bad("unexpected text after \"}\"");
    }
    return pairs;
  }

  private int peek() {
    return at < text.length() ? text.charAt(at) : -1;
  }

  private void space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
      at++;
    }
  }

  private void expect(char wanted, String problem) {
    if (peek() != wanted) {
      throw bad(problem);
    }
    at++;
  }

  private String name() {
    if (peek() == '"') {
      String quoted = value();
      if (!Labels.isPlainName(quoted)) {
        throw bad("label name \"" + quoted + "\" is not [a-zA-Z_][a-zA-Z0-9_]*");
      }
      return quoted;
    }
    int start = at;
    while (at < text.length() && isNameChar(text.charAt(at), at > start)) {
      at++;
    }
    if (start == at) {
      throw bad("expected a label name or \"}\"");
    }
    return text.substring(start, at);
  }

  private static boolean isNameChar(char c, boolean inside) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c == '_'
        || inside && c >= '0' && c <= '9';
  }

  private String value() {
    int quote = peek();
    if (quote != '"' && quote != '`') {
      throw bad("expected a quoted value");
    }
    int end = text.indexOf(quote, ++at);
    if (end >= 0 && (quote == '`' || text.indexOf('\\', at) < 0 || text.indexOf('\\', at) > end)) {
      String plain = text.substring(at, end);
      at = end + 1;
      return plain;
    }
    StringBuilder out = new StringBuilder();
    while (peek() != quote) {
      int c = peek();
      if (c < 0 || c == '\n') {
        throw bad("a quoted value has no end");
      }
      at++;
      if (c == '\\') {
        escape(out);
      } else {
        out.append((char) c);
      }
    }
    at++;
    return out.toString();
  }

  private void escape(StringBuilder out) {
    int c = peek();
    at++;
    switch (c) {
      case 'n' -> out.append('\n');
      case 't' -> out.append('\t');
      case 'r' -> out.append('\r');
      case 'a' -> out.append((char) 7);
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'v' -> out.append((char) 11);
      case '\\', '"', '\'' -> out.append((char) c);
      case 'x' -> out.appendCodePoint(number(16, 2));
      case 'u' -> out.appendCodePoint(number(16, 4));
      case 'U' -> out.appendCodePoint(number(16, 8));
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        at--;
        out.appendCodePoint(number(8, 3));
      }
      default -> throw bad("unknown escape in a quoted value");
    }
  }

  private int number(int radix, int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = peek() < 0 ? -1 : Character.digit((char) peek(), radix);
      if (digit < 0) {
        throw bad("broken escape in a quoted value");
      }
      value = value * radix + digit;
      at++;
    }
    if (value > Character.MAX_CODE_POINT) {
      throw bad("escape beyond the last code point");
    }
    return (int) value;
  }

  private TrivetException bad(String problem) {
    String shown = text.length() <= 200 ? text : text.substring(0, 200) + "...";
    return new TrivetException(
        ErrorKind.BAD_DATA,
        "couldn't parse labels " + shown + ": 1:" + (at + 1) + ": parse error: " + problem);
  }
}
