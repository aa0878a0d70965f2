package io.trivet.metrics.promql.eval;

/// Chooses the best few of many values with a bounded heap, the weakest on top. Not a number is
/// weaker than any number; of equal values the one offered first is better. Reused from step to
/// step, owned by one thread.
final class TopSelection {
  private final boolean largest;
  private final double[] values;
  private final int[] indexes;
  private int size;
  private int limit;

  TopSelection(int capacity, boolean largest) {
    this.largest = largest;
    this.values = new double[capacity];
    this.indexes = new int[capacity];
  }

  void start(long wanted) {
    size = 0;
    limit = (int) Math.max(0, Math.min(wanted, values.length));
  }

  void offer(int index, double value) {
    if (size < limit) {
      values[size] = value;
      indexes[size] = index;
      up(size++);
    } else if (limit > 0 && isWeaker(values[0], indexes[0], value, index)) {
      values[0] = value;
      indexes[0] = index;
      down(0, size);
    }
  }

  /// The indexes of the chosen ones, best first.
  int[] bestFirst() {
    int[] out = new int[size];
    for (int n = size; n > 0; n--) {
      out[n - 1] = indexes[0];
      values[0] = values[n - 1];
      indexes[0] = indexes[n - 1];
      down(0, n - 1);
    }
    return out;
  }

  private boolean isWeaker(double a, int aIndex, double b, int bIndex) {
    boolean aNan = Double.isNaN(a);
    boolean bNan = Double.isNaN(b);
    if (aNan || bNan) {
      return aNan && (!bNan || aIndex > bIndex);
    }
    return a == b ? aIndex > bIndex : largest ? a < b : a > b;
  }

  private void up(int from) {
    int at = from;
    while (at > 0) {
      int parent = (at - 1) / 2;
      if (!isWeaker(values[at], indexes[at], values[parent], indexes[parent])) {
        return;
      }
      swap(at, parent);
      at = parent;
    }
  }

  private void down(int from, int end) {
    int at = from;
    while (2 * at + 1 < end) {
      int child = 2 * at + 1;
      if (child + 1 < end
          && isWeaker(values[child + 1], indexes[child + 1], values[child], indexes[child])) {
        child++;
      }
      if (!isWeaker(values[child], indexes[child], values[at], indexes[at])) {
        return;
      }
      swap(at, child);
      at = child;
    }
  }

  private void swap(int a, int b) {
    double value = values[a];
    values[a] = values[b];
    values[b] = value;
    int index = indexes[a];
    indexes[a] = indexes[b];
    indexes[b] = index;
  }
}
