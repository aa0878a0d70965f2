package io.trivet.metrics.head;

import io.trivet.core.index.LabelIndex;
import io.trivet.core.label.Labels;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The series of the head: numbers from 0 on, found by hash, by labels and by matchers, and the
/// newest sample of each, as far as it is journaled. 48 bytes a series besides [LabelIndex] and
/// [SeriesHashTable].
///
/// Changed under the reserving lock of the [Head]; the newest samples may be read without it, and
/// are then as new as the reader's last synchronisation.
final class SeriesRegistry {
  /// No sample yet.
  static final long NEVER = Long.MIN_VALUE;

  private static final int PAGE_SERIES = 4096;
  private static final int LONGS = 6;
  private static final int LAST_TIME = 0;
  private static final int LAST_BITS = 1;
  private static final int LABEL_HASH = 2;
  private static final int EPOCH = 3;
  private static final int HASH_HIGH = 4;
  private static final int HASH_LOW = 5;

  /// Hashes a series may be found under; more are not remembered.
  private static final int MAX_HASHES_PER_SERIES = 8;

  private static final long HISTOGRAM_BYTES = 500;

  /// Different for each registry of a process.
  final int number;

  final LabelIndex index = new LabelIndex();
  final SeriesHashTable hashes = new SeriesHashTable();

  private volatile long[][] pages = new long[16][];
  private volatile int size;

  /// The newest sample of those series whose newest sample is a histogram.
  private final Map<Integer, NativeHistogram> lastHistograms = new ConcurrentHashMap<>();

  SeriesRegistry(int number) {
    this.number = number;
  }

  /// Number of series.
  int size() {
    return size;
  }

  /// The series with these labels, a new one if it is unknown.
  int add(Labels labels) {
    int series = index.add(labels);
    if (series >= size) {
      long[][] all = pages;
      int page = series / PAGE_SERIES;
      if (page >= all.length) {
        all = Arrays.copyOf(all, 2 * all.length);
      }
      if (all[page] == null) {
        long[] fresh = new long[PAGE_SERIES * LONGS];
        for (int i = 0; i < fresh.length; i += LONGS) {
          fresh[i + LAST_TIME] = NEVER;
        }
        all[page] = fresh;
      }
      pages = all;
      size = series + 1;
    }
    return series;
  }

  /// The series of a hash, or -1.
  ///
  /// @param guess looked at first: senders repeat their series in the same order, and the numbers
  ///   of series that came one after the other do so as well, so that no memory out of order is
  ///   touched
  int find(long high, long low, int guess) {
    if (guess < size) {
      long[] page = pages[guess / PAGE_SERIES];
      int at = guess % PAGE_SERIES * LONGS;
      if (page[at + HASH_HIGH] == high && page[at + HASH_LOW] == low) {
        return guess;
      }
    }
    return hashes.find(high, low);
  }

  void addHash(long high, long low, int series) {
    if (get(series, HASH_HIGH) == 0) {
      set(series, HASH_LOW, low);
      set(series, HASH_HIGH, high);
    }
    if (hashes.size() < (long) MAX_HASHES_PER_SERIES * size) {
      hashes.put(high, low, series);
    }
  }

  private long get(int series, int field) {
    return pages[series / PAGE_SERIES][series % PAGE_SERIES * LONGS + field];
  }

  private void set(int series, int field, long value) {
    pages[series / PAGE_SERIES][series % PAGE_SERIES * LONGS + field] = value;
  }

  /// Time of the newest sample, or [#NEVER].
  long lastTime(int series) {
    return get(series, LAST_TIME);
  }

  /// Bits of the newest sample, if it is a float.
  long lastBits(int series) {
    return get(series, LAST_BITS);
  }

  /// The newest sample, if it is a histogram.
  @Nullable NativeHistogram lastHistogram(int series) {
    return lastHistograms.isEmpty() ? null : lastHistograms.get(series);
  }

  void last(int series, long time, long bits) {
    long[] page = pages[series / PAGE_SERIES];
    int at = series % PAGE_SERIES * LONGS;
    page[at + LAST_TIME] = time;
    page[at + LAST_BITS] = bits;
    if (!lastHistograms.isEmpty()) {
      lastHistograms.remove(series);
    }
  }

  void last(int series, long time, NativeHistogram histogram) {
    set(series, LAST_TIME, time);
    set(series, LAST_BITS, 0);
    lastHistograms.put(series, histogram);
  }

  /// Epoch of the journal in which the labels of the series were last written to it.
  int epoch(int series) {
    return (int) get(series, EPOCH);
  }

  void epoch(int series, int epoch) {
    set(series, EPOCH, epoch);
  }

  /// The same for the same labels in every registry and block of the store; never 0. Computed when
  /// first asked for; races are harmless, for every thread computes the same.
  long labelHash(int series, LabelHash hash) {
    long known = get(series, LABEL_HASH);
    if (known == 0) {
      known = hash.of(index.labels(series));
      set(series, LABEL_HASH, known);
    }
    return known;
  }

  /// Takes over what is known of a series from another registry.
  void copyState(int series, SeriesRegistry other, int theirs) {
    long[] from = other.pages[theirs / PAGE_SERIES];
    int at = theirs % PAGE_SERIES * LONGS;
    System.arraycopy(from, at, pages[series / PAGE_SERIES], series % PAGE_SERIES * LONGS, LONGS);
    NativeHistogram histogram = other.lastHistograms.get(theirs);
    if (histogram != null) {
      lastHistograms.put(series, histogram);
    }
  }

  /// Whether a good part of the series has had no sample since a time.
  boolean canForget(long before) {
    int all = size;
    int old = 0;
    for (int series = 0; series < all; series++) {
      old += lastTime(series) < before ? 1 : 0;
    }
    return old >= fewestForgotten(all);
  }

  /// Forgetting fewer than this is not worth it.
  static int fewestForgotten(int size) {
    return Math.max(10_000, size / 4);
  }

  /// Bytes of heap, roughly.
  long bytes() {
    return index.bytes()
        + HISTOGRAM_BYTES * lastHistograms.size()
        + hashes.bytes()
        + (long) (size + PAGE_SERIES - 1) / PAGE_SERIES * PAGE_SERIES * LONGS * 8;
  }
}
