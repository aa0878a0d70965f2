package io.trivet.logs.logql.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Finds the tokens of JSON in bytes, forgiving what the parser of Loki forgives. Positions are
/// offsets into the array, -1 where something is missing.
public final class JsonScanner {
  public static final String NO_KEY = "Key path not found";
  public static final String UNKNOWN_VALUE = "Unknown value type";
  public static final String MALFORMED = "Malformed JSON error";
  public static final String MALFORMED_STRING =
      "Value is string, but can't find closing '\"' symbol";
  public static final String MALFORMED_ARRAY = "Value is array, but can't find closing ']' symbol";
  public static final String MALFORMED_OBJECT =
      "Value looks like object, but can't find closing '}' symbol";
  public static final String MALFORMED_ESCAPE =
      "Encountered an invalid escape sequence in a string";

  private JsonScanner() {}

  /// The next byte that is no white space.
  public static int token(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      byte c = b[i];
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return i;
      }
    }
    return -1;
  }

  /// The closing quote of a string whose inside starts at `from`.
  public static int stringEnd(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      if (b[i] == '\\') {
        i++;
      } else if (b[i] == '"') {
        return i;
      }
    }
    return -1;
  }

  /// Behind the bracket that closes the one at `from`.
  public static int blockEnd(byte[] b, int from, int to, byte open, byte close) {
    int level = 0;
    for (int i = from; i < to; i++) {
      byte c = b[i];
      if (c == '"') {
        i = stringEnd(b, i + 1, to);
        if (i < 0) {
          return -1;
        }
      } else if (c == open) {
        level++;
      } else if (c == close && --level == 0) {
        return i + 1;
      }
    }
    return -1;
  }

  /// Behind a number or word that starts at `from`.
  public static int wordEnd(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      switch (b[i]) {
        case ' ', '\n', '\r', '\t', ',', '}', ']' -> {
          return i;
        }
        default -> {
          // Part of the word.
        }
      }
    }
    return to;
  }

  /// Behind the value that starts at `from`; negative for the errors of [#valueProblem].
  public static int valueEnd(byte[] b, int from, int to) {
    return switch (b[from]) {
      case '"' -> {
        int end = stringEnd(b, from + 1, to);
        yield end < 0 ? -1 : end + 1;
      }
      case '[' -> {
        int end = blockEnd(b, from, to, (byte) '[', (byte) ']');
        yield end < 0 ? -2 : end;
      }
      case '{' -> {
        int end = blockEnd(b, from, to, (byte) '{', (byte) '}');
        yield end < 0 ? -3 : end;
      }
      default -> {
        int end = wordEnd(b, from, to);
        yield isWord(b, from, end) ? end : -4;
      }
    };
  }

  private static boolean isWord(byte[] b, int from, int end) {
    return switch (b[from]) {
      case 't' -> equal(b, from, end, "true");
      case 'f' -> equal(b, from, end, "false");
      case 'n' -> equal(b, from, end, "null");
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> true;
      default -> false;
    };
  }

  public static String valueProblem(int code) {
    return switch (code) {
      case -1 -> MALFORMED_STRING;
      case -2 -> MALFORMED_ARRAY;
      case -3 -> MALFORMED_OBJECT;
      default -> UNKNOWN_VALUE;
    };
  }

  public static boolean equal(byte[] b, int from, int to, String ascii) {
    if (to - from != ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (b[from + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  public static boolean hasEscape(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      if (b[i] == '\\') {
        return true;
      }
    }
    return false;
  }

  /// The bytes a string with escapes means; null when an escape is not valid.
  public static byte @Nullable [] unescape(byte[] b, int from, int to) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
    int i = from;
    while (i < to) {
      byte c = b[i];
      if (c != '\\') {
        out.write(c);
        i++;
        continue;
      }
      if (i + 1 >= to) {
        return null;
      }
      byte kind = b[i + 1];
      int simple = "bfnrt\"\\/".indexOf(kind);
      if (simple >= 0) {
        out.write("\b\f\n\r\t\"\\/".charAt(simple));
        i += 2;
        continue;
      }
      int high = kind == 'u' ? hex(b, i + 2, to) : -1;
      if (high < 0) {
        return null;
      }
      i += 6;
      if (high >= 0xd800 && high < 0xe000) {
        int low = i + 1 < to && b[i] == '\\' && b[i + 1] == 'u' ? hex(b, i + 2, to) : -1;
        if (high >= 0xdc00 || low < 0xdc00 || low >= 0xe000) {
          return null;
        }
        high = Character.toCodePoint((char) high, (char) low);
        i += 6;
      }
      out.writeBytes(Character.toString(high).getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  private static int hex(byte[] b, int from, int to) {
    if (from + 4 > to) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = Character.digit(b[i], 16);
      if (digit < 0) {
        return -1;
      }
      value = 16 * value + digit;
    }
    return value;
  }
}
