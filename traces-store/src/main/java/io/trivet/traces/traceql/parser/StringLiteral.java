package io.trivet.traces.traceql.parser;

import io.trivet.core.text.Cursor;
import io.trivet.core.text.QueryParseException;
import io.trivet.core.text.SourceText;
import io.trivet.core.text.TextRange;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Reads the rest of a string whose opening quote has been taken.
final class StringLiteral {
  private final SourceText source;
  private final Cursor cursor;
  private final int start;

  StringLiteral(SourceText source, Cursor cursor, int start) {
    this.source = source;
    this.cursor = cursor;
    this.start = start;
  }

  /// Between backticks: as it stands, without carriage returns.
  String raw() {
    StringBuilder out = new StringBuilder();
    for (int c = take('`'); c != '`'; c = take('`')) {
      if (c != '\r') {
        out.append((char) c);
      }
    }
    return out.toString();
  }

  /// Inside the name of an attribute: only the quote and the backslash are escaped.
  String name() {
    StringBuilder out = new StringBuilder();
    for (int c = take('"'); c != '"'; c = take('"')) {
      if (c == '\\') {
        c = take('"');
        if (c != '"' && c != '\\') {
          throw error("invalid escape in an attribute name; only \\\" and \\\\ are known");
        }
      }
      out.append((char) c);
    }
    return out.toString();
  }

  /// Between double quotes, with the escapes of Go; `\x` and octal ones stand for bytes of UTF-8.
  String quoted() {
    StringBuilder out = new StringBuilder();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (true) {
      int c = take('"');
      if (c == '"') {
        flush(bytes, out);
        return out.toString();
      }
      if (c == '\n') {
        throw error("a string in double quotes ends on its line; use backticks or \\n");
      }
      if (c != '\\') {
        flush(bytes, out);
        out.append((char) c);
        continue;
      }
      int kind = take('"');
      if (kind == 'x') {
        bytes.write(digits(2, 16));
      } else if (kind >= '0' && kind <= '7') {
        int value = (kind - '0') * 64 + digits(2, 8);
        if (value > 255) {
          throw error("octal escape above \\377");
        }
        bytes.write(value);
      } else {
        flush(bytes, out);
        escape(kind, out);
      }
    }
  }

  private void escape(int kind, StringBuilder out) {
    switch (kind) {
      case 'a' -> out.append('\u0007');
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'v' -> out.append('\u000b');
      case '\\', '"' -> out.append((char) kind);
      case 'u', 'U' -> {
        int code = digits(kind == 'u' ? 4 : 8, 16);
        if (!Character.isValidCodePoint(code) || code >= 0xd800 && code <= 0xdfff) {
          throw error("escape of a character that does not exist");
        }
        out.appendCodePoint(code);
      }
      default -> throw error("unknown escape \\" + show(kind));
    }
  }

  private int digits(int count, int radix) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      int digit = Character.digit(take('"'), radix);
      if (digit < 0 || value > (Integer.MAX_VALUE >> 4)) {
        throw error("malformed escape");
      }
      value = value * radix + digit;
    }
    return value;
  }

  private static void flush(ByteArrayOutputStream bytes, StringBuilder out) {
    if (bytes.size() > 0) {
      out.append(bytes.toString(StandardCharsets.UTF_8));
      bytes.reset();
    }
  }

  private int take(char closing) {
    int c = cursor.next();
    if (c == Cursor.END) {
      throw error("expected the closing " + closing + " of the string, found the end of the query");
    }
    if (c == 0) {
      throw error("a NUL character in a string");
    }
    return c;
  }

  static String show(int c) {
    return c < ' ' || c == 0x7f ? String.format("U+%04X", c) : "\"" + Character.toString(c) + "\"";
  }

  private QueryParseException error(String problem) {
    return new QueryParseException(source, new TextRange(start, cursor.offset()), problem);
  }
}
