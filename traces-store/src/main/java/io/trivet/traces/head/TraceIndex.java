package io.trivet.traces.head;

import java.util.Arrays;

/// Trace ids of a head, numbered from 0 on, with the newest row of each. One writer.
final class TraceIndex {
  long[] high = new long[1024];
  long[] low = new long[1024];
  int[] newestRow = new int[1024];
  private int size;
  private int[] table = new int[4096];

  TraceIndex() {
    Arrays.fill(table, -1);
  }

  int size() {
    return size;
  }

  int find(long idHigh, long idLow) {
    int mask = table.length - 1;
    for (int slot = spread(idHigh, idLow) & mask; ; slot = slot + 1 & mask) {
      int trace = table[slot];
      if (trace < 0 || low[trace] == idLow && high[trace] == idHigh) {
        return trace;
      }
    }
  }

  int add(long idHigh, long idLow) {
    if (size == high.length) {
      high = Arrays.copyOf(high, 2 * size);
      low = Arrays.copyOf(low, 2 * size);
      newestRow = Arrays.copyOf(newestRow, 2 * size);
    }
    high[size] = idHigh;
    low[size] = idLow;
    newestRow[size] = -1;
    enter(size);
    size++;
    if (2 * size > table.length) {
      table = new int[2 * table.length];
      Arrays.fill(table, -1);
      for (int trace = 0; trace < size; trace++) {
        enter(trace);
      }
    }
    return size - 1;
  }

  private void enter(int trace) {
    int mask = table.length - 1;
    int slot = spread(high[trace], low[trace]) & mask;
    while (table[slot] >= 0) {
      slot = slot + 1 & mask;
    }
    table[slot] = trace;
  }

  private static int spread(long idHigh, long idLow) {
    long h = (idHigh * 0x9e3779b97f4a7c15L ^ idLow) * 0xff51afd7ed558ccdL;
    return (int) (h ^ h >>> 32);
  }

  long memoryBytes() {
    return 20L * high.length + 4L * table.length;
  }
}
