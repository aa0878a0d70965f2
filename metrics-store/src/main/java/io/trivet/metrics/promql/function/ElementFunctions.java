package io.trivet.metrics.promql.function;

import static java.util.Map.entry;

import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.Quantiles;
import io.trivet.metrics.promql.column.Column;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The functions of single elements, by name. A new one is one line here.
public final class ElementFunctions {
  private static final double LN2 = Math.log(2);

  /// Of floats; histograms are dropped.
  private static final Map<String, DoubleUnaryOperator> FLOATS =
      Map.ofEntries(
          entry("abs", Math::abs),
          entry("acos", Math::acos),
          entry("acosh", ElementFunctions::acosh),
          entry("asin", Math::asin),
          entry("asinh", ElementFunctions::asinh),
          entry("atan", Math::atan),
          entry("atanh", ElementFunctions::atanh),
          entry("ceil", Math::ceil),
          entry("cos", Math::cos),
          entry("cosh", Math::cosh),
          entry("deg", x -> x * 180 / Math.PI),
          entry("exp", Math::exp),
          entry("floor", Math::floor),
          entry("ln", Math::log),
          entry("log10", Math::log10),
          entry("log2", ElementFunctions::log2),
          entry("rad", x -> x * Math.PI / 180),
          entry("sgn", Math::signum),
          entry("sin", Math::sin),
          entry("sinh", Math::sinh),
          entry("sqrt", Math::sqrt),
          entry("tan", Math::tan),
          entry("tanh", Math::tanh));

  /// Of native histograms; floats are dropped.
  private static final Map<String, ToDoubleFunction<NativeHistogram>> HISTOGRAMS =
      Map.of(
          "histogram_avg", h -> h.sum / h.count,
          "histogram_count", h -> h.count,
          "histogram_sum", h -> h.sum,
          "histogram_stddev", h -> Math.sqrt(Quantiles.variance(h)),
          "histogram_stdvar", Quantiles::variance);

  /// Of times in seconds, in UTC; histograms are dropped.
  private static final Map<String, ToLongFunction<GoDate>> DATES =
      Map.of(
          "day_of_month", GoDate::dayOfMonth,
          "day_of_week", GoDate::dayOfWeek,
          "day_of_year", GoDate::dayOfYear,
          "days_in_month", GoDate::daysInMonth,
          "hour", GoDate::hour,
          "minute", GoDate::minute,
          "month", GoDate::month,
          "year", GoDate::year);

  private static final Map<String, ElementFunction> WITH_ARGUMENTS =
      Map.of(
          "clamp", (column, steps, args) -> clamp(column, args[0], args[1]),
          "clamp_max", (column, steps, args) -> clamp(column, null, args[0]),
          "clamp_min", (column, steps, args) -> clamp(column, args[0], null),
          "round", (column, steps, args) -> round(column, args));

  private ElementFunctions() {}

  /// The function of this name, or null.
  public static @Nullable ElementFunction of(String name) {
    DoubleUnaryOperator floats = FLOATS.get(name);
    if (floats != null) {
      return (column, steps, args) -> applyToFloats(column, floats);
    }
    ToDoubleFunction<NativeHistogram> histograms = HISTOGRAMS.get(name);
    if (histograms != null) {
      return (column, steps, args) -> applyToHistograms(column, histograms);
    }
    ToLongFunction<GoDate> dates = DATES.get(name);
    if (dates != null) {
      return (column, steps, args) ->
          applyToFloats(column, time -> dates.applyAsLong(GoDate.of(time)));
    }
    return WITH_ARGUMENTS.get(name);
  }

  /// Whether the function tells a part of a date, and takes the evaluation time by default.
  public static boolean isDate(String name) {
    return DATES.containsKey(name);
  }

  private static void applyToFloats(Column column, DoubleUnaryOperator function) {
    column.histograms = null;
    double[] values = column.values;
    for (int i = 0; i < column.count; i++) {
      if (!Column.isAbsent(values[i])) {
        values[i] = function.applyAsDouble(values[i]);
      }
    }
  }

  private static void applyToHistograms(Column column, ToDoubleFunction<NativeHistogram> function) {
    for (int i = 0; i < column.count; i++) {
      NativeHistogram histogram = column.histogram(i);
      column.values[i] = histogram == null ? Column.ABSENT : function.applyAsDouble(histogram);
    }
    column.histograms = null;
  }

  private static void clamp(Column column, double @Nullable [] low, double @Nullable [] high) {
    column.histograms = null;
    double[] values = column.values;
    for (int i = 0; i < column.count; i++) {
      if (Column.isAbsent(values[i])) {
        continue;
      }
      if (low != null && high != null && high[i] < low[i]) {
        values[i] = Column.ABSENT;
        continue;
      }
      if (high != null) {
        values[i] = Extremes.min(high[i], values[i]);
      }
      if (low != null) {
        values[i] = Extremes.max(low[i], values[i]);
      }
    }
  }

  private static void round(Column column, double[][] args) {
    column.histograms = null;
    double[] values = column.values;
    for (int i = 0; i < column.count; i++) {
      if (!Column.isAbsent(values[i])) {
        double inverse = 1.0 / (args.length > 0 ? args[0][i] : 1);
        values[i] = Math.floor(values[i] * inverse + 0.5) / inverse;
      }
    }
  }

  private static double acosh(double x) {
    if (x < 1) {
      return Double.NaN;
    }
    return x > 0x1p28 ? Math.log(x) + LN2 : Math.log(x + Math.sqrt(x * x - 1));
  }

  private static double asinh(double x) {
    double abs = Math.abs(x);
    double result =
        abs > 0x1p28
            ? Math.log(abs) + LN2
            : Math.log1p(abs + abs * abs / (1 + Math.sqrt(abs * abs + 1)));
    return Math.copySign(result, x);
  }

  private static double atanh(double x) {
    return 0.5 * Math.log1p(2 * x / (1 - x));
  }

  /// Exact for powers of two.
  private static double log2(double x) {
    if (x > 0 && x < Double.POSITIVE_INFINITY) {
      int exponent = Math.getExponent(x);
      if (x == Math.scalb(1.0, exponent)) {
        return exponent;
      }
    }
    return Math.log(x) / LN2;
  }
}
