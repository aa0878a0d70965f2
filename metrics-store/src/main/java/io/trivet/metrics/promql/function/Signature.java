package io.trivet.metrics.promql.function;

import static io.trivet.metrics.promql.ast.ValueType.MATRIX;
import static io.trivet.metrics.promql.ast.ValueType.SCALAR;
import static io.trivet.metrics.promql.ast.ValueType.STRING;
import static io.trivet.metrics.promql.ast.ValueType.VECTOR;

import io.trivet.metrics.promql.ast.ValueType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a function takes and returns.
///
/// @param argTypes types of the arguments in order
/// @param variadic 0: exactly these arguments; n: the last type may be missing or stand up to n
///   times; -1: it may be missing or stand any number of times
public record Signature(String name, List<ValueType> argTypes, int variadic, ValueType returns) {
  private static final Map<String, Signature> ALL = new HashMap<>();

  static {
    for (String name :
        List.of(
            "abs",
            "acos",
            "acosh",
            "asin",
            "asinh",
            "atan",
            "atanh",
            "ceil",
            "cos",
            "cosh",
            "deg",
            "exp",
            "floor",
            "ln",
            "log10",
            "log2",
            "rad",
            "sgn",
            "sin",
            "sinh",
            "sqrt",
            "tan",
            "tanh",
            "absent",
            "histogram_avg",
            "histogram_count",
            "histogram_stddev",
            "histogram_stdvar",
            "histogram_sum",
            "sort",
            "sort_desc",
            "timestamp",
            "start_timestamp")) {
      add(name, VECTOR, 0, VECTOR);
    }
    for (String name :
        List.of(
            "absent_over_time",
            "avg_over_time",
            "changes",
            "count_over_time",
            "delta",
            "deriv",
            "first_over_time",
            "idelta",
            "increase",
            "irate",
            "last_over_time",
            "mad_over_time",
            "max_over_time",
            "min_over_time",
            "present_over_time",
            "rate",
            "resets",
            "stddev_over_time",
            "stdvar_over_time",
            "sum_over_time",
            "ts_of_first_over_time",
            "ts_of_last_over_time",
            "ts_of_max_over_time",
            "ts_of_min_over_time")) {
      add(name, VECTOR, 0, MATRIX);
    }
    for (String name :
        List.of(
            "day_of_month",
            "day_of_week",
            "day_of_year",
            "days_in_month",
            "hour",
            "minute",
            "month",
            "year")) {
      add(name, VECTOR, 1, VECTOR);
    }
    for (String name : List.of("end", "pi", "range", "start", "step", "time")) {
      add(name, SCALAR, 0);
    }
    add("clamp", VECTOR, 0, VECTOR, SCALAR, SCALAR);
    add("clamp_max", VECTOR, 0, VECTOR, SCALAR);
    add("clamp_min", VECTOR, 0, VECTOR, SCALAR);
    add("double_exponential_smoothing", VECTOR, 0, MATRIX, SCALAR, SCALAR);
    add("histogram_fraction", VECTOR, 0, SCALAR, SCALAR, VECTOR);
    add("histogram_quantile", VECTOR, 0, SCALAR, VECTOR);
    add("histogram_quantiles", VECTOR, 9, VECTOR, STRING, SCALAR, SCALAR);
    add("info", VECTOR, 1, VECTOR, VECTOR);
    add("label_join", VECTOR, -1, VECTOR, STRING, STRING, STRING);
    add("label_replace", VECTOR, 0, VECTOR, STRING, STRING, STRING, STRING);
    add("max_of", SCALAR, 0, SCALAR, SCALAR);
    add("min_of", SCALAR, 0, SCALAR, SCALAR);
    add("predict_linear", VECTOR, 0, MATRIX, SCALAR);
    add("quantile_over_time", VECTOR, 0, SCALAR, MATRIX);
    add("round", VECTOR, 1, VECTOR, SCALAR);
    add("scalar", SCALAR, 0, VECTOR);
    add("sort_by_label", VECTOR, -1, VECTOR, STRING);
    add("sort_by_label_desc", VECTOR, -1, VECTOR, STRING);
    add("vector", VECTOR, 0, SCALAR);
  }

  /// Functions whose result depends on the evaluation time even if all their arguments are pinned.
  private static final Set<String> TIME_DEPENDENT =
      Set.of(
          "days_in_month",
          "day_of_month",
          "day_of_week",
          "day_of_year",
          "hour",
          "minute",
          "month",
          "year",
          "predict_linear",
          "time",
          "timestamp",
          "start",
          "end",
          "range",
          "step");

  private static final Set<String> EXPERIMENTAL =
      Set.of(
          "double_exponential_smoothing",
          "end",
          "histogram_quantiles",
          "info",
          "mad_over_time",
          "max_of",
          "min_of",
          "range",
          "sort_by_label",
          "sort_by_label_desc",
          "start",
          "start_timestamp",
          "step",
          "ts_of_first_over_time",
          "ts_of_last_over_time",
          "ts_of_max_over_time",
          "ts_of_min_over_time");

  private static void add(String name, ValueType returns, int variadic, ValueType... argTypes) {
    ALL.put(name, new Signature(name, List.of(argTypes), variadic, returns));
  }

  /// The function of this name, or null.
  public static @Nullable Signature of(String name) {
    return ALL.get(name);
  }

  /// All function names.
  public static Set<String> names() {
    return Set.copyOf(ALL.keySet());
  }

  public boolean isTimeDependent() {
    return TIME_DEPENDENT.contains(name);
  }

  /// Whether Prometheus has it behind a feature flag.
  public boolean isExperimental() {
    return EXPERIMENTAL.contains(name);
  }
}
