package io.trivet.metrics.head;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Which series a 128-bit hash stands for: open addressing, 16 bytes an entry, of the hash 96 bits.
/// Any thread looks up without a lock; one at a time adds. A look-up during an addition may miss
/// what is being added; its caller then asks again under the lock of the head.
final class SeriesHashTable {
  private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);

  /// Pairs: upper half of the hash; 32 bits of the lower half and the number of the series + 1.
  private volatile long[] entries = new long[2 * 4096];

  private int size;

  int size() {
    return size;
  }

  /// The series, or -1.
  int find(long high, long low) {
    long[] table = entries;
    int mask = table.length / 2 - 1;
    for (int slot = (int) (low >>> 32) & mask; ; slot = slot + 1 & mask) {
      long second = (long) ENTRY.getAcquire(table, 2 * slot + 1);
      if (second == 0) {
        return -1;
      }
      if (table[2 * slot] == high && (second ^ low) >>> 32 == 0) {
        return (int) second - 1;
      }
    }
  }

  /// Adds an entry, or moves it to another series.
  void put(long high, long low, int series) {
    long[] table = entries;
    if (3L * (size + 1) > table.length) {
      long[] larger = new long[2 * table.length];
      for (int at = 0; at < table.length; at += 2) {
        if (table[at + 1] != 0) {
          insert(larger, table[at], table[at + 1]);
        }
      }
      table = larger;
      entries = larger;
    }
    if (insert(table, high, low >>> 32 << 32 | series + 1)) {
      size++;
    }
  }

  private static boolean insert(long[] table, long high, long second) {
    int mask = table.length / 2 - 1;
    int slot = (int) (second >>> 32) & mask;
    while (table[2 * slot + 1] != 0) {
      if (table[2 * slot] == high && (table[2 * slot + 1] ^ second) >>> 32 == 0) {
        ENTRY.setRelease(table, 2 * slot + 1, second);
        return false;
      }
      slot = slot + 1 & mask;
    }
    table[2 * slot] = high;
    ENTRY.setRelease(table, 2 * slot + 1, second);
    return true;
  }

  /// Adds the entries of another table, with other numbers.
  ///
  /// @param numbers new number of each series, -1 for those to leave out
  void putAll(SeriesHashTable other, int[] numbers) {
    long[] table = other.entries;
    for (int at = 0; at < table.length; at += 2) {
      int series = (int) table[at + 1] - 1;
      if (series >= 0 && series < numbers.length && numbers[series] >= 0) {
        put(table[at], table[at + 1], numbers[series]);
      }
    }
  }

  /// Bytes of the table.
  long bytes() {
    long[] table = entries;
    return 8L * table.length;
  }
}
