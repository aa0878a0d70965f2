package io.trivet.metrics.head;

import io.trivet.metrics.Exemplar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The exemplars of one generation, by series, ascending in time. Guarded by the locks of the
/// [Head].
public final class ExemplarRuns {
  private final Map<Integer, List<Exemplar>> bySeries = new HashMap<>();
  private int size;

  public int size() {
    return size;
  }

  /// Numbers of the series with exemplars.
  public Set<Integer> series() {
    return bySeries.keySet();
  }

  /// The newest exemplar of a series.
  @Nullable Exemplar newest(int series) {
    List<Exemplar> run = bySeries.get(series);
    return run == null ? null : run.getLast();
  }

  void add(int series, Exemplar exemplar) {
    List<Exemplar> run = bySeries.computeIfAbsent(series, s -> new ArrayList<>(2));
    int at = run.size();
    while (at > 0 && run.get(at - 1).timestampMs() > exemplar.timestampMs()) {
      at--;
    }
    if (at == 0 || !run.get(at - 1).equals(exemplar)) {
      run.add(at, exemplar);
      size++;
    }
  }

  void renumberInto(ExemplarRuns other, int[] numbers) {
    bySeries.forEach((series, run) -> other.bySeries.put(numbers[series], run));
    other.size = size;
  }

  /// The exemplars of a series within a range.
  public List<Exemplar> read(int series, long min, long max) {
    List<Exemplar> run = bySeries.get(series);
    if (run == null) {
      return List.of();
    }
    return run.stream().filter(e -> e.timestampMs() >= min && e.timestampMs() <= max).toList();
  }
}
