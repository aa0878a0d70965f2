package io.trivet.logs.logql.template;

import io.trivet.core.template.GoText;
import io.trivet.core.template.TemplateException;
import io.trivet.core.template.TemplateFunctions;
import io.trivet.core.text.GoNumber;
import io.trivet.core.time.DurationText;
import io.trivet.logs.logql.text.ByteSizeText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/// Arithmetic and conversions of templates.
final class NumberFunctions {
  private NumberFunctions() {}

  static void register(TemplateFunctions.Builder functions) {
    functions.add("int", 1, 1, a -> GoText.toLong(a.get(0)));
    functions.add("float64", 1, 1, a -> GoText.toDouble(a.get(0)));
    functions.add("add", 0, 1000, a -> fold(a, 0, Long::sum));
    functions.add("sub", 2, 2, a -> GoText.toLong(a.get(0)) - GoText.toLong(a.get(1)));
    functions.add("mul", 1, 1000, a -> fold(a, 1, (x, y) -> x * y));
    functions.add("div", 2, 2, a -> GoText.toLong(a.get(0)) / divisor(a));
    functions.add("mod", 2, 2, a -> GoText.toLong(a.get(0)) % divisor(a));
    functions.add("max", 1, 1000, a -> fold(a, GoText.toLong(a.get(0)), Math::max));
    functions.add("min", 1, 1000, a -> fold(a, GoText.toLong(a.get(0)), Math::min));
    functions.add("addf", 1, 1000, a -> decimal(a, BigDecimal::add));
    functions.add("subf", 1, 1000, a -> decimal(a, BigDecimal::subtract));
    functions.add("mulf", 1, 1000, a -> decimal(a, BigDecimal::multiply));
    functions.add("divf", 1, 1000, a -> decimal(a, NumberFunctions::divide));
    functions.add("maxf", 1, 1000, a -> extreme(a, true));
    functions.add("minf", 1, 1000, a -> extreme(a, false));
    functions.add("ceil", 1, 1, a -> Math.ceil(GoText.toDouble(a.get(0))));
    functions.add("floor", 1, 1, a -> Math.floor(GoText.toDouble(a.get(0))));
    functions.add("round", 2, 3, NumberFunctions::round);
    functions.add("bytes", 1, 1, a -> bytes(GoText.string(a.get(0))));
    functions.add("duration", 1, 1, a -> seconds(GoText.string(a.get(0))));
    functions.add("duration_seconds", 1, 1, a -> seconds(GoText.string(a.get(0))));
  }

  private static long fold(List<@Nullable Object> values, long start, LongBinaryOperator op) {
    long result = start;
    for (Object value : values) {
      result = op.applyAsLong(result, GoText.toLong(value));
    }
    return result;
  }

  private static long divisor(List<@Nullable Object> a) {
    long divisor = GoText.toLong(a.get(1));
    if (divisor == 0) {
      throw new TemplateException("runtime error: integer divide by zero");
    }
    return divisor;
  }

  private static double decimal(List<@Nullable Object> values, BinaryOperator<BigDecimal> op) {
    BigDecimal result = decimal(values.get(0));
    for (Object value : values.subList(1, values.size())) {
      result = op.apply(result, decimal(value));
    }
    return result.doubleValue();
  }

  private static BigDecimal decimal(@Nullable Object value) {
    double number = GoText.toDouble(value);
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      throw new TemplateException("cannot calculate with " + GoNumber.format(number));
    }
    return BigDecimal.valueOf(number);
  }

  private static BigDecimal divide(BigDecimal a, BigDecimal b) {
    if (b.signum() == 0) {
      throw new TemplateException("decimal division by 0");
    }
    BigDecimal quotient = a.divide(b, 16, RoundingMode.HALF_UP);
    return quotient.round(MathContext.DECIMAL128);
  }

  private static double extreme(List<@Nullable Object> values, boolean largest) {
    double result = GoText.toDouble(values.get(0));
    for (Object value : values) {
      double number = GoText.toDouble(value);
      result = largest ? Math.max(result, number) : Math.min(result, number);
    }
    return result;
  }

  /// Rounds half away from zero; a third argument moves where rounding up starts.
  private static Object round(List<@Nullable Object> a) {
    double value = GoText.toDouble(a.get(0));
    double threshold = a.size() > 2 ? GoText.toDouble(a.get(2)) : 0.5;
    double power = Math.pow(10, (double) GoText.toLong(a.get(1)));
    double digits = power * value;
    double whole = digits < 0 ? Math.ceil(digits) : Math.floor(digits);
    double fraction = Math.abs(digits - whole);
    double rounded = fraction >= threshold ? whole + Math.signum(digits) : whole;
    return rounded / power;
  }

  private static Object bytes(String text) {
    long bytes = ByteSizeText.parse(text);
    if (bytes < 0) {
      throw new TemplateException(ByteSizeText.problem(text, bytes));
    }
    return (double) bytes;
  }

  private static Object seconds(String text) {
    Long nanos = DurationText.parseGo(text);
    if (nanos == null) {
      throw new TemplateException(GoNumber.durationProblem(text));
    }
    return nanos / 1e9;
  }
}
