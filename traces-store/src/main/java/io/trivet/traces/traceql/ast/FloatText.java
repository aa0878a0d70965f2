package io.trivet.traces.traceql.ast;

import java.math.BigDecimal;

/// The text of a float in TraceQL: shortest digits that read back as the same number, plain up to
/// 21 digits and with an exponent beyond, `.0` appended where it would look like an integer.
final class FloatText {
  private FloatText() {}

  static String format(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    double abs = Math.abs(value);
    if (abs >= 1e21 || abs < 1e-4) {
      BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
      String digits = decimal.unscaledValue().abs().toString();
      int exponent = digits.length() - 1 - decimal.scale();
      String mantissa =
          digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
      String size = Integer.toString(Math.abs(exponent));
      return (value < 0 ? "-" : "")
          + mantissa
          + (exponent < 0 ? "e-" : "e+")
          + (size.length() < 2 ? "0" + size : size);
    }
    String plain = new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    return plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }
}
