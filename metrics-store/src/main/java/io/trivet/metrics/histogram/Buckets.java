package io.trivet.metrics.histogram;

import java.util.Arrays;

/// The buckets of one side of a histogram as a sorted list of indexes with their counts. Each count
/// has a compensation for what was lost in rounding while counts were added up. Mutable; owned by
/// one [MutableHistogram].
final class Buckets {
  int[] indexes;
  double[] counts;
  double[] lost;
  int size;

  Buckets(int capacity) {
    indexes = new int[capacity];
    counts = new double[capacity];
    lost = new double[capacity];
  }

  static Buckets of(int[] spans, double[] counts) {
    Buckets out = new Buckets(counts.length);
    int index = 0;
    for (int span = 0; span + 1 < spans.length; span += 2) {
      index += spans[span];
      for (int i = 0; i < spans[span + 1] && out.size < counts.length; i++) {
        out.indexes[out.size] = index++;
        out.counts[out.size] = counts[out.size];
        out.size++;
      }
    }
    return out;
  }

  private void append(int index, double count, double loss) {
    if (size == indexes.length) {
      int length = Math.max(8, 2 * size);
      indexes = Arrays.copyOf(indexes, length);
      counts = Arrays.copyOf(counts, length);
      lost = Arrays.copyOf(lost, length);
    }
    indexes[size] = index;
    counts[size] = count;
    lost[size] = loss;
    size++;
  }

  /// Adds a count; indexes must come in ascending order.
  void addLast(int index, double count, double loss) {
    if (size > 0 && indexes[size - 1] == index) {
      counts[size - 1] += count;
      lost[size - 1] += loss;
    } else {
      append(index, count, loss);
    }
  }

  double at(int index) {
    int found = Arrays.binarySearch(indexes, 0, size, index);
    return found < 0 ? 0 : counts[found];
  }

  /// The same counts in a schema coarser by `levels`.
  Buckets coarser(int levels) {
    if (levels == 0) {
      return this;
    }
    Buckets out = new Buckets(size);
    for (int i = 0; i < size; i++) {
      out.addLast(BucketBounds.coarser(indexes[i], levels), counts[i], lost[i]);
    }
    return out;
  }

  /// Counts of both, index by index; the other ones times `sign`.
  Buckets plus(Buckets other, double sign) {
    Buckets out = new Buckets(size + other.size);
    int a = 0;
    int b = 0;
    while (a < size || b < other.size) {
      if (b == other.size || a < size && indexes[a] < other.indexes[b]) {
        out.append(indexes[a], counts[a], lost[a]);
        a++;
      } else if (a == size || other.indexes[b] < indexes[a]) {
        out.append(other.indexes[b], sign * other.counts[b], sign * other.lost[b]);
        b++;
      } else {
        double added = sign * other.counts[b];
        double sum = counts[a] + added;
        out.append(
            indexes[a],
            sum,
            lost[a] + sign * other.lost[b] + MutableHistogram.loss(counts[a], added, sum));
        a++;
        b++;
      }
    }
    return out;
  }

  void scale(double factor) {
    for (int i = 0; i < size; i++) {
      counts[i] *= factor;
      lost[i] *= factor;
    }
  }

  void divide(double divisor) {
    for (int i = 0; i < size; i++) {
      counts[i] /= divisor;
      lost[i] /= divisor;
    }
  }

  /// Moves the compensations into the counts.
  void settle() {
    for (int i = 0; i < size; i++) {
      counts[i] = MutableHistogram.settled(counts[i], lost[i]);
      lost[i] = 0;
    }
  }

  void removeEmpty() {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (counts[i] != 0) {
        indexes[kept] = indexes[i];
        counts[kept] = counts[i];
        lost[kept] = lost[i];
        kept++;
      }
    }
    size = kept;
  }

  int[] spans() {
    int[] spans = new int[2 * size];
    int n = 0;
    int next = 0;
    for (int i = 0; i < size; i++) {
      if (i > 0 && indexes[i] == next) {
        spans[n - 1]++;
      } else {
        spans[n++] = indexes[i] - (i == 0 ? 0 : next);
        spans[n++] = 1;
      }
      next = indexes[i] + 1;
    }
    return Arrays.copyOf(spans, n);
  }

  double[] counts() {
    return Arrays.copyOf(counts, size);
  }
}
