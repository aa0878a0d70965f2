package io.trivet.metrics.promql.column;

import io.trivet.core.label.Labels;
import java.util.List;

/// A vector whose series are there.
public record SeriesVector(Steps steps, List<Series> series) implements Vector {
  public SeriesVector {
    series = List.copyOf(series);
  }

  @Override
  public int size() {
    return series.size();
  }

  @Override
  public Labels labels(int index) {
    return series.get(index).labels();
  }

  @Override
  public String label(int index, String name) {
    return labels(index).get(name);
  }

  @Override
  public boolean dropsName(int index) {
    return series.get(index).dropsName();
  }

  @Override
  public void read(int index, Scratch scratch, Column into) {
    into.copyFrom(series.get(index).column());
  }
}
