package io.trivet.logs.logql.eval;

import io.trivet.core.query.QueryContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Keeps all samples of a series and aggregates window by window.
final class SampleAccumulator implements Accumulator {
  /// Samples of one stream in order of time.
  private static final class Run {
    final int stream;
    long[] times = new long[16];
    double[] values = new double[16];
    int size;

    Run(int stream) {
      this.stream = stream;
    }
  }

  private final TimeSteps steps;
  private final RangePlan plan;
  private final QueryContext context;
  private final List<Run> runs = new ArrayList<>();

  SampleAccumulator(RangePlan plan, TimeSteps steps, QueryContext context) {
    this.plan = plan;
    this.steps = steps;
    this.context = context;
  }

  @Override
  public void add(int firstStep, int lastStep, long time, double value, int stream) {
    Run run = runs.isEmpty() ? null : runs.getLast();
    if (run == null || run.stream != stream) {
      run = new Run(stream);
      runs.add(run);
    }
    if (run.size == run.times.length) {
      context.holdMemory(16L * run.size);
      run.times = Arrays.copyOf(run.times, 2 * run.size);
      run.values = Arrays.copyOf(run.values, 2 * run.size);
    }
    run.times[run.size] = time;
    run.values[run.size++] = value;
    context.holdSamples(1);
  }

  @Override
  public void merge(Accumulator other) {
    if (other instanceof SampleAccumulator that) {
      runs.addAll(that.runs);
    }
  }

  @Override
  public double[] values() {
    int size = runs.stream().mapToInt(r -> r.size).sum();
    long[] times = new long[size];
    double[] samples = new double[size];
    collect(times, samples);
    double[] out = StepSeries.absent(steps.count());
    int low = 0;
    int high = 0;
    for (int step = 0; step < out.length; step++) {
      long end = steps.time(step) - plan.range().offsetNanos();
      long start = end - plan.range().rangeNanos();
      while (high < size && times[high] <= end) {
        high++;
      }
      while (low < high && times[low] <= start) {
        low++;
      }
      if (low < high) {
        out[step] =
            WindowFunctions.apply(
                plan.op(),
                plan.parameter(),
                times,
                samples,
                low,
                high,
                plan.range().rangeNanos(),
                end);
      }
    }
    return out;
  }

  /// All samples by time; of the same time by stream.
  private void collect(long[] times, double[] samples) {
    runs.sort(Comparator.comparingInt(r -> r.stream));
    int size = times.length;
    if (runs.size() == 1) {
      System.arraycopy(runs.getFirst().times, 0, times, 0, size);
      System.arraycopy(runs.getFirst().values, 0, samples, 0, size);
      return;
    }
    long[] unsortedTimes = new long[size];
    double[] unsorted = new double[size];
    Integer[] order = new Integer[size];
    int n = 0;
    for (Run run : runs) {
      System.arraycopy(run.times, 0, unsortedTimes, n, run.size);
      System.arraycopy(run.values, 0, unsorted, n, run.size);
      n += run.size;
    }
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingLong(i -> unsortedTimes[i]));
    for (int i = 0; i < size; i++) {
      times[i] = unsortedTimes[order[i]];
      samples[i] = unsorted[order[i]];
    }
  }
}
