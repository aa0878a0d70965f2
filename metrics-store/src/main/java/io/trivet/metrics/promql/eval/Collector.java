package io.trivet.metrics.promql.eval;

import io.trivet.core.label.Labels;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.Scratch;
import io.trivet.metrics.promql.column.Series;
import io.trivet.metrics.promql.column.SeriesVector;
import io.trivet.metrics.promql.column.Vector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Evaluates all series of a vector, several at a time, and keeps them. Series without any value
/// are left out.
final class Collector {
  /// Steps times series of one task.
  private static final int TASK_CELLS = 16 * 1024;

  private final Evaluation evaluation;

  Collector(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  /// Series per task, so that tasks are neither tiny nor few.
  static int taskSize(Vector vector) {
    return Math.max(1, Math.min(1024, TASK_CELLS / vector.steps().count()));
  }

  List<Series> collect(Vector vector) {
    if (vector instanceof SeriesVector ready) {
      return ready.series();
    }
    int size = vector.size();
    int count = vector.steps().count();
    evaluation.context().holdMemory(8L * size);
    @Nullable Series[] found = new Series[size];
    int perTask = taskSize(vector);
    evaluation
        .pool()
        .run(
            (size + perTask - 1) / perTask,
            (task, scratch) -> {
              evaluation.context().check();
              for (int i = task * perTask; i < Math.min(size, (task + 1) * perTask); i++) {
                found[i] = read(vector, i, count, scratch);
              }
            });
    List<Series> series = new ArrayList<>(size);
    for (Series one : found) {
      if (one != null) {
        series.add(one);
      }
    }
    return series;
  }

  private @Nullable Series read(Vector vector, int index, int count, Scratch scratch) {
    Column column = scratch.takeColumn(count);
    vector.read(index, scratch, column);
    int points = column.points();
    Series series = null;
    if (points > 0) {
      evaluation.context().holdSamples(points);
      Labels labels = vector.labels(index);
      evaluation.holdSeries(labels, column);
      series = new Series(labels, vector.dropsName(index), column.duplicate());
    }
    scratch.give(column);
    return series;
  }
}
