package io.trivet.metrics.promql;

import io.trivet.metrics.promql.column.Steps;
import io.trivet.metrics.promql.eval.SampleCounts;
import java.util.List;

/// How many samples a query looked at, filled in by the engine when the query is done. A histogram
/// counts as many floats as fit into its memory.
public final class SampleStatistics {
  /// The samples of one step.
  public record StepCount(long timeMs, long samples) {}

  private Steps steps = Steps.at(0);
  private long[] loaded = new long[1];
  private long[] read = new long[1];

  void set(Steps ofQuery, SampleCounts counts) {
    steps = ofQuery;
    loaded = counts.loaded();
    read = counts.read();
  }

  /// Samples that went into the evaluation. One that is in the windows of several steps counts at
  /// each of them.
  public long loaded() {
    return sum(loaded);
  }

  public List<StepCount> loadedPerStep() {
    return perStep(loaded);
  }

  /// Samples that were read. One that stays in the window of a range selector counts once.
  public long read() {
    return sum(read);
  }

  public List<StepCount> readPerStep() {
    return perStep(read);
  }

  private static long sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  private List<StepCount> perStep(long[] counts) {
    StepCount[] list = new StepCount[counts.length];
    for (int i = 0; i < counts.length; i++) {
      list[i] = new StepCount(steps.time(i), counts[i]);
    }
    return List.of(list);
  }
}
