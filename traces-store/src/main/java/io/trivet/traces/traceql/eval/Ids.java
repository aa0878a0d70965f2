package io.trivet.traces.traceql.eval;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Trace and span ids as lower-case hexadecimal text.
public final class Ids {
  private Ids() {}

  /// 32 digits.
  public static String trace(long high, long low) {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }

  /// 16 digits.
  public static String span(long id) {
    return HexFormat.of().toHexDigits(id);
  }

  /// The id as two longs, high and low; null if the text is no lower-case hexadecimal number of at
  /// most `digits` digits, leading zeros aside.
  static long @Nullable [] parse(String text, int digits) {
    String trimmed = trim(text);
    if (trimmed.length() > digits) {
      return null;
    }
    for (int i = 0; i < trimmed.length(); i++) {
      if ("0123456789abcdef".indexOf(trimmed.charAt(i)) < 0) {
        return null;
      }
    }
    String padded = "0".repeat(32 - trimmed.length()) + trimmed;
    return new long[] {
      Long.parseUnsignedLong(padded.substring(0, 16), 16),
      Long.parseUnsignedLong(padded.substring(16), 16)
    };
  }

  /// Without leading zeros.
  static String trim(String id) {
    int start = 0;
    while (start < id.length() && id.charAt(start) == '0') {
      start++;
    }
    return id.substring(start);
  }
}
