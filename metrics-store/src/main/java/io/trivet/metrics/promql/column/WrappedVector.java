package io.trivet.metrics.promql.column;

import io.trivet.core.label.Labels;

/// A vector made of another one, element by element.
public abstract class WrappedVector implements Vector {
  protected final Vector inner;

  protected WrappedVector(Vector inner) {
    this.inner = inner;
  }

  @Override
  public Steps steps() {
    return inner.steps();
  }

  @Override
  public int size() {
    return inner.size();
  }

  @Override
  public Labels labels(int index) {
    return inner.labels(index);
  }

  @Override
  public String label(int index, String name) {
    return inner.label(index, name);
  }

  @Override
  public boolean dropsName(int index) {
    return inner.dropsName(index);
  }

  @Override
  public void read(int index, Scratch scratch, Column into) {
    inner.read(index, scratch, into);
  }
}
