package io.trivet.metrics.promql.eval;

import io.trivet.core.text.TextRange;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.function.Annotations;
import java.util.Arrays;

/// `min` and `max`: not a number gives way to any number.
final class ExtremeAccumulator implements Accumulator {
  private final boolean largest;
  private final Annotations annotations;
  private final TextRange at;
  private final double[] best;

  ExtremeAccumulator(int count, boolean largest, Annotations annotations, TextRange at) {
    this.largest = largest;
    this.annotations = annotations;
    this.at = at;
    this.best = new double[count];
    Arrays.fill(best, Column.ABSENT);
  }

  @Override
  public void add(int series, Column column) {
    add(column.values);
    if (column.histograms != null && IgnoredHistograms.any(column)) {
      IgnoredHistograms.tell(annotations, largest ? "max" : "min", at);
    }
  }

  private void add(double[] values) {
    for (int i = 0; i < best.length; i++) {
      double value = values[i];
      double held = best[i];
      // All comparisons with NaN are false; "nothing" is a NaN too.
      if (Double.isNaN(held) ? !Column.isAbsent(value) : largest ? value > held : value < held) {
        best[i] = value;
      }
    }
  }

  @Override
  public void merge(Accumulator later) {
    add(((ExtremeAccumulator) later).best);
  }

  @Override
  public Column finish() {
    Column out = new Column(best.length);
    System.arraycopy(best, 0, out.values, 0, best.length);
    return out;
  }
}
