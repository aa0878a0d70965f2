package io.trivet.scrape;

import java.util.Arrays;

/// The series of one target: 128-bit hash of the bytes that name a series in the exposition to its
/// reference in the store. A known sample costs one probe of a hash table of primitives.
///
/// An attempt is one scrape, good or not. An entry knows the attempt that saw it last, and whether
/// the store expects a staleness marker when it is missing ("live"). Entries that were not seen for
/// a while are thrown out when they are many. Owned by one thread at a time.
final class ScrapeCache {
  static final int MISSING = -1;

  /// Reference of a series which relabelling drops.
  static final long DROPPED = Long.MIN_VALUE;

  private static final int SMALLEST = 64;

  private long[] highs = new long[SMALLEST];
  private long[] lows = new long[SMALLEST];
  private long[] references = new long[SMALLEST];

  /// The attempt that saw the entry last; 0 marks a free place.
  private int[] seen = new int[SMALLEST];

  private boolean[] live = new boolean[SMALLEST];
  private boolean[] tracked = new boolean[SMALLEST];
  private int size;
  private int attempt = 1;
  private int lastSuccess = 1;

  /// Begins a scrape.
  void begin() {
    attempt++;
  }

  int size() {
    return size;
  }

  /// Place of the entry, or [#MISSING].
  int find(long high, long low) {
    int mask = highs.length - 1;
    for (int at = (int) high & mask; seen[at] != 0; at = at + 1 & mask) {
      if (highs[at] == high && lows[at] == low) {
        return at;
      }
    }
    return MISSING;
  }

  long reference(int at) {
    return references[at];
  }

  void setReference(int at, long reference) {
    references[at] = reference;
  }

  /// Whether this scrape has seen the entry already.
  boolean isSeen(int at) {
    return seen[at] == attempt;
  }

  /// Whether the entry was there at the last good scrape.
  boolean isCurrent(int at) {
    return seen[at] >= lastSuccess;
  }

  /// Notes that this scrape has the entry.
  ///
  /// @param wantsMarker whether its end shall be marked
  void see(int at, boolean wantsMarker) {
    seen[at] = attempt;
    tracked[at] = wantsMarker;
  }

  /// Makes an entry one that this scrape has not seen.
  void unsee(int at) {
    seen[at] = attempt - 1;
    tracked[at] = false;
  }

  /// Adds an entry, which this scrape has seen.
  int add(long high, long low, long reference, boolean wantsMarker) {
    if (2 * (size + 1) > highs.length) {
      rebuild(2 * highs.length, 0);
    }
    int at = insert(high, low, reference);
    see(at, wantsMarker);
    return at;
  }

  private int insert(long high, long low, long reference) {
    int mask = highs.length - 1;
    int at = (int) high & mask;
    while (seen[at] != 0) {
      at = at + 1 & mask;
    }
    highs[at] = high;
    lows[at] = low;
    references[at] = reference;
    live[at] = false;
    size++;
    return at;
  }

  /// Ends a good scrape.
  ///
  /// @return references of the series that were there before and are gone now
  long[] succeed() {
    long[] gone = new long[8];
    int number = 0;
    int old = 0;
    for (int i = 0; i < seen.length; i++) {
      boolean here = seen[i] == attempt;
      old += seen[i] != 0 && !here ? 1 : 0;
      if (live[i] && !here) {
        gone = number == gone.length ? Arrays.copyOf(gone, 2 * number) : gone;
        gone[number++] = references[i];
      }
      live[i] = here && tracked[i] && references[i] != DROPPED;
    }
    lastSuccess = attempt;
    gone = number == 0 ? new long[0] : withoutLive(Arrays.copyOf(gone, number));
    if (old > 64 + size / 3) {
      rebuild(capacity(size - old), attempt);
    }
    return gone;
  }

  /// Two spellings may be one series: only what no live entry refers to is gone.
  private long[] withoutLive(long[] gone) {
    Arrays.sort(gone);
    boolean[] stays = new boolean[gone.length];
    for (int i = 0; i < live.length; i++) {
      int at = live[i] ? Arrays.binarySearch(gone, references[i]) : -1;
      if (at >= 0) {
        stays[at] = true;
      }
    }
    long[] rest = new long[gone.length];
    int number = 0;
    for (int i = 0; i < gone.length; i++) {
      boolean repeated = i > 0 && gone[i] == gone[i - 1];
      if (!repeated && !staysAny(gone, stays, i)) {
        rest[number++] = gone[i];
      }
    }
    return Arrays.copyOf(rest, number);
  }

  private static boolean staysAny(long[] gone, boolean[] stays, int first) {
    for (int i = first; i < gone.length && gone[i] == gone[first]; i++) {
      if (stays[i]) {
        return true;
      }
    }
    return false;
  }

  /// Ends a scrape that failed, or the target.
  ///
  /// @return references of all series of the last good scrape
  long[] fail() {
    long[] gone = new long[size];
    int number = 0;
    for (int i = 0; i < live.length; i++) {
      if (live[i]) {
        gone[number++] = references[i];
        live[i] = false;
      }
    }
    return Arrays.stream(gone, 0, number).distinct().toArray();
  }

  private static int capacity(int entries) {
    return Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, entries)) << 2);
  }

  private void rebuild(int capacity, int notBefore) {
    long[] oldHighs = highs;
    long[] oldLows = lows;
    long[] oldReferences = references;
    int[] oldSeen = seen;
    boolean[] oldLive = live;
    boolean[] oldTracked = tracked;
    highs = new long[capacity];
    lows = new long[capacity];
    references = new long[capacity];
    seen = new int[capacity];
    live = new boolean[capacity];
    tracked = new boolean[capacity];
    size = 0;
    for (int i = 0; i < oldSeen.length; i++) {
      if (oldSeen[i] != 0 && oldSeen[i] >= notBefore) {
        int at = insert(oldHighs[i], oldLows[i], oldReferences[i]);
        seen[at] = oldSeen[i];
        live[at] = oldLive[i];
        tracked[at] = oldTracked[i];
      }
    }
  }
}
