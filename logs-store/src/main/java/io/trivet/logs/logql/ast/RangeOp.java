package io.trivet.logs.logql.ast;

/// Aggregations over a window of log entries.
public enum RangeOp {
  COUNT_OVER_TIME("count_over_time", Input.LINES, false),
  RATE("rate", Input.EITHER, false),
  RATE_COUNTER("rate_counter", Input.UNWRAPPED, false),
  BYTES_OVER_TIME("bytes_over_time", Input.LINES, false),
  BYTES_RATE("bytes_rate", Input.LINES, false),
  ABSENT_OVER_TIME("absent_over_time", Input.EITHER, false),
  SUM_OVER_TIME("sum_over_time", Input.UNWRAPPED, false),
  AVG_OVER_TIME("avg_over_time", Input.UNWRAPPED, true),
  MIN_OVER_TIME("min_over_time", Input.UNWRAPPED, true),
  MAX_OVER_TIME("max_over_time", Input.UNWRAPPED, true),
  STDVAR_OVER_TIME("stdvar_over_time", Input.UNWRAPPED, true),
  STDDEV_OVER_TIME("stddev_over_time", Input.UNWRAPPED, true),
  QUANTILE_OVER_TIME("quantile_over_time", Input.UNWRAPPED, true),
  FIRST_OVER_TIME("first_over_time", Input.UNWRAPPED, true),
  LAST_OVER_TIME("last_over_time", Input.UNWRAPPED, true);

  /// What an aggregation works on.
  public enum Input {
    LINES,
    UNWRAPPED,
    EITHER
  }

  public final String text;
  public final Input input;

  /// Whether `by` and `without` may follow.
  public final boolean grouping;

  RangeOp(String text, Input input, boolean grouping) {
    this.text = text;
    this.input = input;
    this.grouping = grouping;
  }
}
