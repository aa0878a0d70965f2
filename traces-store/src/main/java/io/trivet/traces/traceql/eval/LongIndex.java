package io.trivet.traces.traceql.eval;

import java.util.Arrays;

/// A map from longs to non-negative integers of a known largest size. Owned by one thread while it
/// is filled.
final class LongIndex {
  private final long[] keys;
  private final int[] values;
  private final int mask;

  LongIndex(int size) {
    int capacity = Integer.highestOneBit(Math.max(4, size) * 2 - 1) * 2;
    keys = new long[capacity];
    values = new int[capacity];
    Arrays.fill(values, -1);
    mask = capacity - 1;
  }

  private int slot(long key) {
    long hash = key * 0x9e3779b97f4a7c15L;
    int slot = (int) (hash >>> 32) & mask;
    while (values[slot] >= 0 && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /// The value of a key, -1 without.
  int get(long key) {
    return values[slot(key)];
  }

  /// Keeps the value a key has; returns it, or -1 if the key is new.
  int putIfAbsent(long key, int value) {
    int slot = slot(key);
    int before = values[slot];
    if (before < 0) {
      keys[slot] = key;
      values[slot] = value;
    }
    return before;
  }
}
