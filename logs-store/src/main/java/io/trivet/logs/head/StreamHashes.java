package io.trivet.logs.head;

import java.util.Arrays;

/// An open-addressing map from 128-bit hashes to stream numbers. It starts over when it is full, so
/// that one stream written in ever new spellings cannot fill the memory: a sender then only looks
/// up its labels once more. Safe for use from any thread.
final class StreamHashes {
  private static final int MAX_SIZE = 1 << 22;

  private long[] high = new long[256];
  private long[] low = new long[256];
  private int[] numbers = new int[256]; // number + 1, 0 for a free slot
  private int size;

  /// Number under a hash, -1 if there is none.
  synchronized int get(long hashHigh, long hashLow) {
    return numbers[slot(hashHigh, hashLow)] - 1;
  }

  synchronized void put(long hashHigh, long hashLow, int number) {
    if (size == MAX_SIZE) {
      Arrays.fill(numbers, 0);
      size = 0;
    }
    if (2 * (size + 1) > numbers.length) {
      grow();
    }
    int slot = slot(hashHigh, hashLow);
    if (numbers[slot] == 0) {
      size++;
    }
    high[slot] = hashHigh;
    low[slot] = hashLow;
    numbers[slot] = number + 1;
  }

  /// Bytes of heap, about.
  synchronized long bytes() {
    return 20L * numbers.length;
  }

  private int slot(long hashHigh, long hashLow) {
    int mask = numbers.length - 1;
    int slot = (int) hashLow & mask;
    while (numbers[slot] != 0 && (high[slot] != hashHigh || low[slot] != hashLow)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    int[] oldNumbers = numbers;
    high = new long[2 * oldHigh.length];
    low = new long[high.length];
    numbers = new int[high.length];
    for (int i = 0; i < oldNumbers.length; i++) {
      if (oldNumbers[i] != 0) {
        int slot = slot(oldHigh[i], oldLow[i]);
        high[slot] = oldHigh[i];
        low[slot] = oldLow[i];
        numbers[slot] = oldNumbers[i];
      }
    }
  }
}
