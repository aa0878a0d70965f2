package io.trivet.traces.column;

import java.util.Arrays;

/// The rows of each trace of a table, by a counting sort that is done when first asked for.
public final class TraceRows {
  private final int[] traceOf;
  private final int rows;
  private final int traces;
  private int[] order = {};
  private int[] starts = {};

  public TraceRows(int[] traceOf, int rows, int traces) {
    this.traceOf = traceOf;
    this.rows = rows;
    this.traces = traces;
  }

  private synchronized void sort() {
    if (starts.length > 0) {
      return;
    }
    int[] begin = new int[traces + 1];
    for (int row = 0; row < rows; row++) {
      begin[traceOf[row] + 1]++;
    }
    for (int trace = 0; trace < traces; trace++) {
      begin[trace + 1] += begin[trace];
    }
    int[] next = begin.clone();
    int[] sorted = new int[rows];
    for (int row = 0; row < rows; row++) {
      sorted[next[traceOf[row]]++] = row;
    }
    order = sorted;
    starts = begin;
  }

  public int traceOf(int row) {
    return traceOf[row];
  }

  /// Number of rows of a trace.
  public int count(int trace) {
    sort();
    return starts[trace + 1] - starts[trace];
  }

  public int[] rowsOf(int trace) {
    sort();
    return Arrays.copyOfRange(order, starts[trace], starts[trace + 1]);
  }

  /// Smallest of some values over the rows of a trace.
  public long min(int trace, long[] values) {
    sort();
    long min = Long.MAX_VALUE;
    for (int i = starts[trace]; i < starts[trace + 1]; i++) {
      min = Math.min(min, values[order[i]]);
    }
    return min;
  }

  /// Largest of some values over the rows of a trace.
  public long max(int trace, long[] values) {
    sort();
    long max = Long.MIN_VALUE;
    for (int i = starts[trace]; i < starts[trace + 1]; i++) {
      max = Math.max(max, values[order[i]]);
    }
    return max;
  }
}
