package io.trivet.metrics.promql.function;

import static java.util.Map.entry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The functions from range vectors to instant vectors, by name. A new one is one line here.
public final class RangeFunctions {
  private static final Map<String, RangeFunction> ALL =
      Map.ofEntries(
          entry("avg_over_time", (WindowFunction) OverTime::avg),
          entry("changes", (WindowFunction) OverTime::changes),
          entry("count_over_time", (WindowFunction) OverTime::count),
          entry("delta", new RateFunction(false, false)),
          entry("deriv", (WindowFunction) Trend::derive),
          entry("double_exponential_smoothing", (WindowFunction) Trend::smooth),
          entry("first_over_time", (WindowFunction) OverTime::first),
          entry("idelta", new InstantRateFunction(false)),
          entry("increase", new RateFunction(true, false)),
          entry("irate", new InstantRateFunction(true)),
          entry("last_over_time", (WindowFunction) OverTime::last),
          entry("mad_over_time", (WindowFunction) OverTime::medianDeviation),
          entry("max_over_time", new OverTime.Extreme(true, false)),
          entry("min_over_time", new OverTime.Extreme(false, false)),
          entry("predict_linear", (WindowFunction) Trend::predict),
          entry("present_over_time", (WindowFunction) OverTime::present),
          entry("quantile_over_time", (WindowFunction) OverTime::quantile),
          entry("rate", new RateFunction(true, true)),
          entry("resets", (WindowFunction) OverTime::resets),
          entry("stddev_over_time", new OverTime.Deviation(true)),
          entry("stdvar_over_time", new OverTime.Deviation(false)),
          entry("sum_over_time", (WindowFunction) OverTime::sum),
          entry("ts_of_first_over_time", (WindowFunction) OverTime::timeOfFirst),
          entry("ts_of_last_over_time", (WindowFunction) OverTime::timeOfLast),
          entry("ts_of_max_over_time", new OverTime.Extreme(true, true)),
          entry("ts_of_min_over_time", new OverTime.Extreme(false, true)));

  private RangeFunctions() {}

  /// The function of this name, or null.
  public static @Nullable RangeFunction of(String name) {
    return ALL.get(name);
  }

  /// Whether the function keeps the metric name.
  public static boolean keepsName(String name) {
    return name.equals("last_over_time") || name.equals("first_over_time");
  }
}
