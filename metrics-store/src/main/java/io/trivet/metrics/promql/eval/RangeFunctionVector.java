package io.trivet.metrics.promql.eval;

import io.trivet.core.label.Labels;
import io.trivet.core.text.TextRange;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.RangeVector;
import io.trivet.metrics.promql.column.Scratch;
import io.trivet.metrics.promql.column.Steps;
import io.trivet.metrics.promql.column.Vector;
import io.trivet.metrics.promql.function.RangeFunction;
import io.trivet.metrics.promql.function.SeriesWindows;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A function over the windows of a range vector.
///
/// @param checksCounter whether to tell of floats whose name is not that of a counter
record RangeFunctionVector(
    Evaluation evaluation,
    RangeVector source,
    RangeFunction function,
    List<double[]> args,
    boolean checksCounter,
    @Nullable SampleCounts counts,
    TextRange at)
    implements Vector {
  @Override
  public Steps steps() {
    return source.windows().steps();
  }

  @Override
  public int size() {
    return source.size();
  }

  @Override
  public Labels labels(int index) {
    return source.labels(index);
  }

  @Override
  public String label(int index, String name) {
    return source.label(index, name);
  }

  @Override
  public boolean dropsName(int index) {
    return source.dropsName(index);
  }

  @Override
  public void read(int index, Scratch scratch, Column into) {
    SampleBuffer samples = scratch.takeBuffer();
    source.read(index, scratch, samples);
    if (samples.size > 0) {
      if (counts != null) {
        counts.found(samples, source.windows(), source instanceof SelectorRange);
      }
      SeriesWindows windows =
          new SeriesWindows(
              samples,
              source.windows(),
              args.toArray(double[][]::new),
              evaluation.annotations(),
              at,
              evaluation.settings().startTimestamps(),
              evaluation.context()::check);
      windows.start(() -> source.label(index, Labels.METRIC_NAME));
      function.evaluate(windows, into);
      if (checksCounter) {
        checkCounter(index, into);
      }
    }
    scratch.give(samples);
  }

  private void checkCounter(int index, Column column) {
    String name = source.label(index, Labels.METRIC_NAME);
    if (name.isEmpty()) {
      return;
    }
    String info;
    if (evaluation.settings().typeAndUnitLabels()) {
      String type = source.label(index, "__type__");
      if (type.equals("counter") || type.equals("histogram")) {
        return;
      }
      info =
          String.format(
              Locale.ROOT,
              "metric might not be a counter, __type__ label is not set to \"counter\" or"
                  + " \"histogram\", got \"%s\": \"%s\"",
              type,
              name);
    } else {
      if (name.endsWith("_total")
          || name.endsWith("_sum")
          || name.endsWith("_count")
          || name.endsWith("_bucket")) {
        return;
      }
      info =
          "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: \""
              + name
              + "\"";
    }
    for (int step = 0; step < column.count; step++) {
      if (column.hasFloat(step)) {
        evaluation.annotations().info(info, at);
        return;
      }
    }
  }
}
