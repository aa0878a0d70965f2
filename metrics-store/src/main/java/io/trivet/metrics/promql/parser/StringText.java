package io.trivet.metrics.promql.parser;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// The value of a quoted string: the escapes of Go.
final class StringText {
  private StringText() {}

  /// @throws IllegalArgumentException with a message for the user
  static String unquote(String quoted) {
    char quote = quoted.charAt(0);
    String body = quoted.substring(1, quoted.length() - 1);
    if (quote == '`' || body.indexOf('\\') < 0) {
      return body;
    }
    StringBuilder out = new StringBuilder(body.length());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int i = 0;
    while (i < body.length()) {
      char c = body.charAt(i);
      if (c != '\\') {
        flush(bytes, out);
        out.append(c);
        i++;
        continue;
      }
      char kind = i + 1 < body.length() ? body.charAt(i + 1) : 0;
      int simple = "abfnrtv\\".indexOf(kind);
      if (simple >= 0) {
        flush(bytes, out);
        out.append("\u0007\b\f\n\r\t\u000b\\".charAt(simple));
        i += 2;
      } else if (kind == quote) {
        flush(bytes, out);
        out.append(quote);
        i += 2;
      } else if (kind >= '0' && kind <= '7') {
        bytes.write(number(body, i + 1, 3, 8, 255));
        i += 4;
      } else if (kind == 'x') {
        bytes.write(number(body, i + 2, 2, 16, 255));
        i += 4;
      } else if (kind == 'u' || kind == 'U') {
        int width = kind == 'u' ? 4 : 8;
        int point = number(body, i + 2, width, 16, Character.MAX_CODE_POINT);
        if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
          throw new IllegalArgumentException("escape sequence is an invalid Unicode code point");
        }
        flush(bytes, out);
        out.appendCodePoint(point);
        i += 2 + width;
      } else {
        throw new IllegalArgumentException("unknown escape sequence \\" + kind);
      }
    }
    flush(bytes, out);
    return out.toString();
  }

  private static int number(String body, int from, int width, int base, int largest) {
    long value = 0;
    for (int i = from; i < from + width; i++) {
      int digit = i < body.length() ? Character.digit(body.charAt(i), base) : -1;
      if (digit < 0) {
        throw new IllegalArgumentException("illegal character in escape sequence");
      }
      value = value * base + digit;
    }
    if (value > largest) {
      throw new IllegalArgumentException("escape sequence is an invalid Unicode code point");
    }
    return (int) value;
  }

  /// Appends bytes written as `\x..`. What is not UTF-8 becomes a lone surrogate per byte, which no
  /// valid name holds.
  private static void flush(ByteArrayOutputStream bytes, StringBuilder out) {
    if (bytes.size() > 0) {
      try {
        out.append(
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())));
      } catch (CharacterCodingException e) {
        for (byte b : bytes.toByteArray()) {
          out.append((char) (b < 0 ? 0xdc00 | b & 0xff : b));
        }
      }
      bytes.reset();
    }
  }
}
