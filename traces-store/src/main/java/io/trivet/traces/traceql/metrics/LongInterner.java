package io.trivet.traces.traceql.metrics;

/// Gives distinct longs the numbers 0, 1, 2 ... in the order they come. Owned by one thread.
final class LongInterner {
  private long[] keys = new long[16];
  private int[] ids = new int[16];
  private int size;

  /// The number of a key, new or not.
  int intern(long key) {
    int mask = keys.length - 1;
    int slot = (int) ((key * 0x9e3779b97f4a7c15L) >>> 32) & mask;
    while (ids[slot] != 0) {
      if (keys[slot] == key) {
        return ids[slot] - 1;
      }
      slot = (slot + 1) & mask;
    }
    keys[slot] = key;
    ids[slot] = ++size;
    if (2 * size > keys.length) {
      grow();
    }
    return size - 1;
  }

  int size() {
    return size;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldIds = ids;
    keys = new long[2 * oldKeys.length];
    ids = new int[2 * oldKeys.length];
    int mask = keys.length - 1;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldIds[i] != 0) {
        int slot = (int) ((oldKeys[i] * 0x9e3779b97f4a7c15L) >>> 32) & mask;
        while (ids[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        keys[slot] = oldKeys[i];
        ids[slot] = oldIds[i];
      }
    }
  }
}
