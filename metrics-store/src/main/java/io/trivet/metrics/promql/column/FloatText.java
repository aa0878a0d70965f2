package io.trivet.metrics.promql.column;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Floats as Go prints them.
public final class FloatText {
  private FloatText() {}

  /// The shortest digits that name the value, never with an exponent: `NaN`, `+Inf`, `-0`, `1.5`.
  public static String plain(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  /// `%g`: the shortest digits, with an exponent below 1e-4 and from 1e6 on, as `%v` has it too.
  public static String general(double value) {
    return general(value, 6);
  }

  /// `%.Ng`: at most so many significant digits.
  public static String general(double value, MathContext digits) {
    if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
      return plain(value);
    }
    BigDecimal rounded =
        new BigDecimal(value)
            .round(new MathContext(digits.getPrecision(), RoundingMode.HALF_EVEN))
            .stripTrailingZeros();
    return render(rounded, digits.getPrecision());
  }

  private static String general(double value, int exponentFrom) {
    if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
      return plain(value);
    }
    return render(new BigDecimal(Double.toString(value)).stripTrailingZeros(), exponentFrom);
  }

  private static String render(BigDecimal value, int exponentFrom) {
    int exponent = value.precision() - value.scale() - 1;
    if (exponent >= -4 && exponent < exponentFrom) {
      return value.toPlainString();
    }
    String digits = value.unscaledValue().abs().toString();
    StringBuilder out = new StringBuilder();
    if (value.signum() < 0) {
      out.append('-');
    }
    out.append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
    out.append('e').append(exponent < 0 ? '-' : '+');
    int abs = Math.abs(exponent);
    return out.append(abs < 10 ? "0" : "").append(abs).toString();
  }
}
