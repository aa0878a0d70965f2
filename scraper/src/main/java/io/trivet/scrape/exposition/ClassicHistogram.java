package io.trivet.scrape.exposition;

import io.trivet.metrics.histogram.NativeHistogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Collects the classic series of one histogram and turns them into a native one with custom
/// buckets. Owned by one thread.
final class ClassicHistogram {
  /// More buckets than any histogram has; a bound on the work of sorting them.
  private static final int MAX_BUCKETS = 10_000;

  private int size;
  private double[] bounds = new double[16];
  private double[] cumulative = new double[16];
  private double count;
  private boolean hasCount;
  private double sum;
  private boolean isBroken;
  private final NativeHistogram.ResetHint hint;

  ClassicHistogram(NativeHistogram.ResetHint hint) {
    this.hint = hint;
  }

  void clear() {
    size = 0;
    count = 0;
    hasCount = false;
    sum = 0;
    isBroken = false;
  }

  /// Adds a cumulative bucket; buckets may come in any order.
  void bucket(double bound, double number) {
    if (size == MAX_BUCKETS) {
      isBroken = true;
      return;
    }
    if (size == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * size);
      cumulative = Arrays.copyOf(cumulative, 2 * size);
    }
    int at = size;
    while (at > 0 && bounds[at - 1] > bound) {
      at--;
    }
    isBroken |= Double.isNaN(bound) || !(number >= 0);
    if (at > 0 && bounds[at - 1] == bound) {
      return; // the first one counts
    }
    System.arraycopy(bounds, at, bounds, at + 1, size - at);
    System.arraycopy(cumulative, at, cumulative, at + 1, size - at);
    bounds[at] = bound;
    cumulative[at] = number;
    size++;
  }

  void count(double number) {
    isBroken |= !(number >= 0);
    count = number;
    hasCount = true;
  }

  void sum(double number) {
    sum = number;
  }

  /// The native histogram; null if the counts contradict each other.
  @Nullable NativeHistogram convert() {
    if (isBroken || size == 0 && !hasCount) {
      return null;
    }
    double total = hasCount ? count : cumulative[size - 1];
    boolean hasInfinite = size > 0 && bounds[size - 1] == Double.POSITIVE_INFINITY;
    if (hasInfinite && cumulative[size - 1] != total) {
      return null;
    }
    int finite = hasInfinite ? size - 1 : size;
    double[] buckets = new double[finite + 1];
    boolean whole = isWhole(total);
    double before = 0;
    for (int i = 0; i < finite; i++) {
      buckets[i] = cumulative[i] - before;
      whole &= isWhole(cumulative[i]);
      before = cumulative[i];
      if (buckets[i] < 0) {
        return null;
      }
    }
    buckets[finite] = total - before;
    if (buckets[finite] < 0) {
      return null;
    }
    return compact(Arrays.copyOf(bounds, finite), buckets, total, whole);
  }

  /// Empty buckets are left out of the spans, up to none in a row.
  private NativeHistogram compact(double[] custom, double[] buckets, double total, boolean whole) {
    int[] spans = new int[buckets.length + 2];
    double[] kept = new double[buckets.length];
    int spanSize = 0;
    int keptSize = 0;
    int gap = 0;
    for (int i = 0; i < buckets.length; i++) {
      if (buckets[i] == 0) {
        gap++;
        continue;
      }
      if (spanSize == 0 || gap > 0) {
        spans[spanSize++] = gap;
        spans[spanSize++] = 0;
      }
      spans[spanSize - 1]++;
      kept[keptSize++] = buckets[i];
      gap = 0;
    }
    return new NativeHistogram(
        hint,
        NativeHistogram.CUSTOM_BUCKETS,
        0,
        0,
        total,
        sum,
        Arrays.copyOf(spans, spanSize),
        Arrays.copyOf(kept, keptSize),
        null,
        null,
        custom,
        whole);
  }

  private static boolean isWhole(double number) {
    return number == Math.rint(number) && !Double.isInfinite(number);
  }
}
