package io.trivet.logs.logql.parser;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The inside of a double-quoted string with the escapes of Go.
final class QuotedText {
  private QuotedText() {}

  /// The meaning of the text between the quotes; null when an escape is not valid or the bytes it
  /// writes are not UTF-8.
  static @Nullable String unquote(String inside) {
    if (inside.indexOf('\\') < 0) {
      return inside;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(inside.length());
    int i = 0;
    while (i < inside.length()) {
      int c = inside.codePointAt(i);
      if (c != '\\') {
        write(out, c);
        i += Character.charCount(c);
        continue;
      }
      if (i + 1 >= inside.length()) {
        return null;
      }
      char kind = inside.charAt(i + 1);
      int simple = "abfnrtv\\\"".indexOf(kind);
      if (simple >= 0) {
        out.write("\u0007\b\f\n\r\t\u000b\\\"".charAt(simple));
        i += 2;
        continue;
      }
      boolean octal = kind >= '0' && kind <= '7';
      int digits =
          switch (kind) {
            case 'x' -> 2;
            case 'u' -> 4;
            case 'U' -> 8;
            default -> octal ? 3 : 0;
          };
      int from = octal ? i + 1 : i + 2;
      if (digits == 0 || from + digits > inside.length()) {
        return null;
      }
      long value = 0;
      for (int k = from; k < from + digits; k++) {
        int digit = Character.digit(inside.charAt(k), octal ? 8 : 16);
        if (digit < 0) {
          return null;
        }
        value = value * (octal ? 8 : 16) + digit;
      }
      if (octal || kind == 'x') {
        if (value > 255) {
          return null;
        }
        out.write((int) value);
      } else {
        if (value > Character.MAX_CODE_POINT || value >= 0xd800 && value < 0xe000) {
          return null;
        }
        write(out, (int) value);
      }
      i = from + digits;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(out.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static void write(ByteArrayOutputStream out, int codePoint) {
    out.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
  }
}
