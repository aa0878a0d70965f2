package io.trivet.scrape.exposition;

import io.trivet.core.label.Labels;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/// Texts as Go prints them, which Prometheus shows in its errors and labels.
final class GoText {
  private static final int LONGEST_QUOTE = 4096;

  /// `%g` of the shortest digits turns to an exponent from here on.
  private static final int SMALLEST_EXPONENT = 6;

  private GoText() {}

  /// Bytes in double quotes as by `%q`: what is no UTF-8 or not printable is escaped. Very long
  /// texts are cut.
  static String quote(byte[] bytes, int from, int to) {
    int end = Math.min(to, from + LONGEST_QUOTE);
    StringBuilder out = new StringBuilder(end - from + 2).append('"');
    int at = from;
    while (at < end) {
      int width = Utf8.width(bytes, at, to);
      if (width == 0) {
        out.append(String.format("\\x%02x", bytes[at] & 0xff));
        at++;
      } else if (width == 1) {
        Labels.escape((char) bytes[at], out);
        at++;
      } else {
        String text = new String(bytes, at, width, StandardCharsets.UTF_8);
        int point = text.codePointAt(0);
        boolean hidden = Character.isISOControl(point) || !Character.isDefined(point);
        out.append(hidden ? String.format("\\u%04x", point) : text);
        at += width;
      }
    }
    return out.append(end < to ? "..." : "").append('"').toString();
  }

  static String quote(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return quote(bytes, 0, bytes.length);
  }

  /// A number as OpenMetrics writes it in `le` and `quantile`: the shortest exact text in the form
  /// of `%g`, with `.0` where nothing else shows that it is a float.
  static String openMetricsFloat(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return Double.doubleToRawLongBits(value) < 0 ? "-0.0" : "0.0";
    }
    BigDecimal exact = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
    String digits = exact.unscaledValue().toString();
    int exponent = exact.precision() - exact.scale() - 1;
    StringBuilder out = new StringBuilder(value < 0 ? "-" : "");
    if (exponent < -4 || exponent >= SMALLEST_EXPONENT) {
      out.append(digits.charAt(0));
      if (digits.length() > 1) {
        out.append('.').append(digits, 1, digits.length());
      }
      out.append('e').append(exponent < 0 ? '-' : '+');
      int size = Math.abs(exponent);
      return out.append(size < 10 ? "0" : "").append(size).toString();
    }
    String plain = exact.toPlainString();
    return out.append(plain).append(plain.indexOf('.') < 0 ? ".0" : "").toString();
  }
}
