package io.trivet.metrics.promql.eval;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.Series;
import io.trivet.metrics.promql.column.SeriesVector;
import io.trivet.metrics.promql.column.Vector;
import io.trivet.metrics.promql.column.WrappedVector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Takes metric names away, at once or at the end of the query, and brings together the series
/// which are the same without.
final class Names {
  private static final long ENTRY_BYTES = 50;

  private static final Set<String> NAME_LABELS = Set.of(Labels.METRIC_NAME, "__type__", "__unit__");

  private final Evaluation evaluation;

  Names(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  static Labels without(Labels labels) {
    return labels.has(Labels.METRIC_NAME) || labels.has("__type__") || labels.has("__unit__")
        ? labels.drop(NAME_LABELS)
        : labels;
  }

  static TrivetException sameLabels() {
    return new TrivetException(
        ErrorKind.EXECUTION, "vector cannot contain metrics with the same labelset");
  }

  /// The vector without metric names.
  ///
  /// @param merges whether series that become equal are brought together where they never have a
  ///   value at the same step
  Vector drop(Vector vector, boolean merges) {
    if (evaluation.settings().delayedNameRemoval()) {
      return new Delayed(vector);
    }
    Vector dropped = new Dropped(vector);
    if (mayCollide(vector)) {
      return new SeriesVector(
          vector.steps(), merge(new Collector(evaluation).collect(dropped), merges));
    }
    return dropped;
  }

  /// Whether two elements could be equal without their names. Most vectors have one name only,
  /// which is found out without making labels.
  private boolean mayCollide(Vector vector) {
    int size = vector.size();
    if (size < 2) {
      return false;
    }
    boolean oneName = true;
    String name = vector.label(0, Labels.METRIC_NAME);
    String type = vector.label(0, "__type__");
    String unit = vector.label(0, "__unit__");
    for (int i = 1; i < size && oneName; i++) {
      oneName =
          vector.label(i, Labels.METRIC_NAME).equals(name)
              && vector.label(i, "__type__").equals(type)
              && vector.label(i, "__unit__").equals(unit);
    }
    if (oneName) {
      return false;
    }
    Set<Labels> seen = new HashSet<>();
    long held = 0;
    boolean collides = false;
    for (int i = 0; i < size && !collides; i++) {
      evaluation.context().check();
      Labels labels = without(vector.labels(i));
      evaluation.context().holdMemory(ENTRY_BYTES + labels.heapBytes());
      held += ENTRY_BYTES + labels.heapBytes();
      collides = !seen.add(labels);
    }
    evaluation.context().holdMemory(-held);
    return collides;
  }

  /// Brings series with equal labels together.
  ///
  /// @throws TrivetException if two of them have a value at the same step, or if merging is not
  ///   allowed
  static List<Series> merge(List<Series> series, boolean merges) {
    Map<Labels, Series> byLabels = new LinkedHashMap<>();
    for (Series one : series) {
      Series other = byLabels.putIfAbsent(one.labels(), one);
      if (other != null) {
        if (!merges) {
          throw sameLabels();
        }
        byLabels.put(
            one.labels(),
            new Series(
                one.labels(),
                one.dropsName() || other.dropsName(),
                join(other.column(), one.column())));
      }
    }
    return byLabels.size() == series.size() ? series : new ArrayList<>(byLabels.values());
  }

  private static Column join(Column a, Column b) {
    Column joined = a.duplicate();
    for (int step = 0; step < b.count; step++) {
      if (b.isPresent(step)) {
        if (a.isPresent(step)) {
          throw sameLabels();
        }
        joined.copy(step, b, step);
      }
    }
    return joined;
  }

  /// Series at the end of a query: names that were to be dropped are gone.
  static List<Series> finish(List<Series> series) {
    boolean any = false;
    List<Series> finished = new ArrayList<>(series.size());
    for (Series one : series) {
      any |= one.dropsName();
      finished.add(one.dropsName() ? new Series(without(one.labels()), false, one.column()) : one);
    }
    return any ? merge(finished, true) : series;
  }

  private static final class Delayed extends WrappedVector {
    Delayed(Vector inner) {
      super(inner);
    }

    @Override
    public boolean dropsName(int index) {
      return true;
    }
  }

  private static final class Dropped extends WrappedVector {
    Dropped(Vector inner) {
      super(inner);
    }

    @Override
    public Labels labels(int index) {
      return without(inner.labels(index));
    }

    @Override
    public String label(int index, String name) {
      return NAME_LABELS.contains(name) ? "" : inner.label(index, name);
    }
  }
}
