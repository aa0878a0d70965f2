package io.trivet.metrics.series;

/// A map from numbers that are not 0 to positions, by open addressing. Owned by one thread.
final class LongIntTable {
  private long[] keys;
  private int[] values;
  private int size;

  LongIntTable(int expected) {
    int capacity = Integer.highestOneBit(Math.max(16, expected) * 2 - 1) * 2;
    keys = new long[capacity];
    values = new int[capacity];
  }

  /// The value of a key; if it has none, the given one becomes it and -1 is returned.
  int putIfAbsent(long key, int value) {
    int slot = slot(keys, key);
    if (keys[slot] == key) {
      return values[slot];
    }
    keys[slot] = key;
    values[slot] = value;
    if (++size > keys.length / 2) {
      grow();
    }
    return -1;
  }

  private static int slot(long[] keys, long key) {
    int mask = keys.length - 1;
    int slot = (int) (key ^ key >>> 32) & mask;
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] largerKeys = new long[2 * keys.length];
    int[] largerValues = new int[2 * keys.length];
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != 0) {
        int slot = slot(largerKeys, keys[i]);
        largerKeys[slot] = keys[i];
        largerValues[slot] = values[i];
      }
    }
    keys = largerKeys;
    values = largerValues;
  }
}
