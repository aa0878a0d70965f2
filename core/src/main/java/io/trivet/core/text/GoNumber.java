package io.trivet.core.text;

import io.trivet.core.label.Labels;
import io.trivet.core.time.DurationText;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Numbers and durations in label values, read and refused as Go programs do.
public final class GoNumber {
  private GoNumber() {}

  /// A floating-point number, null when the text is none; too large ones are infinite.
  public static @Nullable Double parse(String text) {
    if (text.isEmpty()) {
      return null;
    }
    int i = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
    String rest = text.substring(i);
    if (rest.equalsIgnoreCase("inf") || rest.equalsIgnoreCase("infinity")) {
      return text.charAt(0) == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (text.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    boolean hex = rest.startsWith("0x") || rest.startsWith("0X");
    for (int k = hex ? i + 2 : i; k < text.length(); k++) {
      char c = text.charAt(k);
      boolean between = c == '_' && k > i && k + 1 < text.length() && text.charAt(k - 1) != '_';
      boolean part =
          between
              || c >= '0' && c <= '9'
              || c == '.'
              || c == '+'
              || c == '-'
              || (hex ? Character.digit(c, 16) >= 0 || c == 'p' || c == 'P' : c == 'e' || c == 'E');
      if (!part) {
        return null;
      }
    }
    try {
      return Double.parseDouble(text.replace("_", ""));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /// A number as Go prints it: the shortest digits, with an exponent below 1e-4 and from 1e6 on:
  /// `123456`, `1e+06`, `1.234567e+06`.
  public static String format(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent >= -4 && exponent < 6) {
      return exact.toPlainString();
    }
    String digits = exact.unscaledValue().abs().toString();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    String power = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    return (value < 0 ? "-" : "") + mantissa + "e" + (exponent < 0 ? "-" : "+") + power;
  }

  /// What is wrong with a text that [#parse] refused.
  public static String problem(String text) {
    return "strconv.ParseFloat: parsing " + quote(text) + ": invalid syntax";
  }

  /// What is wrong with a text that is no duration.
  public static String durationProblem(String text) {
    int i = 0;
    if (i < text.length() && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
      i++;
    }
    if (i == text.length()) {
      return "time: invalid duration " + quote(text);
    }
    while (i < text.length()) {
      int start = i;
      int dots = 0;
      while (i < text.length()
          && (isDigit(text.charAt(i)) || text.charAt(i) == '.' && dots++ == 0)) {
        i++;
      }
      if (i - start - Math.min(dots, 1) <= 0) {
        return "time: invalid duration " + quote(text);
      }
      int unit = i;
      while (i < text.length() && !isDigit(text.charAt(i)) && text.charAt(i) != '.') {
        i++;
      }
      if (unit == i) {
        return "time: missing unit in duration " + quote(text);
      }
      if (DurationText.parseGo("1" + text.substring(unit, i)) == null) {
        return "time: unknown unit "
            + quote(text.substring(unit, i))
            + " in duration "
            + quote(text);
      }
    }
    return "time: invalid duration " + quote(text);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder();
    Labels.quote(text, out);
    return out.toString();
  }
}
