package io.trivet.metrics.promql.eval;

import io.trivet.core.label.Labels;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.promql.column.RangeVector;
import io.trivet.metrics.promql.column.Scratch;
import io.trivet.metrics.promql.function.ExtendedSamples;
import io.trivet.metrics.promql.plan.Plan;
import org.jspecify.annotations.Nullable;

/// Reads a range vector that is the result of an instant query.
final class RangeReader {
  private final Evaluation evaluation;
  private final Plan plan;
  private final @Nullable SampleCounts counts;

  RangeReader(Evaluator evaluator, Plan plan) {
    this.evaluation = evaluator.evaluation();
    this.plan = plan;
    this.counts = evaluator.counts();
  }

  void read(RangeVector range, Evaluator.RangeConsumer consumer) {
    Scratch scratch = new Scratch();
    SampleBuffer samples = new SampleBuffer();
    long start = range.windows().start(0);
    long end = range.windows().end(0);
    for (int i = 0; i < range.size(); i++) {
      evaluation.context().check();
      range.read(i, scratch, samples);
      if (counts != null) {
        counts.found(samples, range.windows(), range instanceof SelectorRange);
      }
      if (plan instanceof Plan.RangeSelect select && (select.anchored() || select.smoothed())) {
        samples =
            ExtendedSamples.withEnds(
                samples, start, end, select.smoothed(), evaluation.settings().lookbackMs());
        accept(range, i, samples, 0, samples.size, consumer);
        continue;
      }
      int low = 0;
      while (low < samples.size && samples.timestamps[low] <= start) {
        low++;
      }
      int high = low;
      while (high < samples.size && samples.timestamps[high] <= end) {
        high++;
      }
      accept(range, i, samples, low, high, consumer);
    }
  }

  private static void accept(
      RangeVector range,
      int index,
      SampleBuffer samples,
      int low,
      int high,
      Evaluator.RangeConsumer consumer) {
    if (high > low) {
      Labels labels = range.labels(index);
      consumer.accept(range.dropsName(index) ? Names.without(labels) : labels, samples, low, high);
    }
  }
}
