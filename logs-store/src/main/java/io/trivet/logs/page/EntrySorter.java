package io.trivet.logs.page;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Brings entries as they arrived into the order of [EntryRows]: stable by time, exact duplicates
/// left out. Entries which are in order already are not copied.
public final class EntrySorter {
  private EntrySorter() {}

  /// The entries in order; the result may share the arrays.
  public static EntryRows sort(EntryRows arrived) {
    long[] times = arrived.times();
    boolean ascending = true;
    boolean strictly = true;
    for (int i = 1; i < arrived.size(); i++) {
      if (times[i] <= times[i - 1]) {
        strictly = false;
        if (times[i] < times[i - 1]) {
          ascending = false;
          break;
        }
      }
    }
    if (strictly) {
      return arrived;
    }
    int[] order = new int[arrived.size()];
    Arrays.setAll(order, i -> i);
    if (!ascending) {
      stableSort(order, times);
    }
    int kept = withoutDuplicates(arrived, order);
    return ascending && kept == arrived.size() ? arrived : gather(arrived, order, kept);
  }

  /// Merge sort from the bottom up; runs that are in order are not merged.
  private static void stableSort(int[] order, long[] times) {
    int n = order.length;
    int[] from = order;
    int[] to = new int[n];
    boolean swapped = false;
    for (int width = 1; width < n; width *= 2) {
      for (int low = 0; low < n; low += 2 * width) {
        int middle = Math.min(n, low + width);
        int high = Math.min(n, low + 2 * width);
        if (middle == high || times[from[middle - 1]] <= times[from[middle]]) {
          System.arraycopy(from, low, to, low, high - low);
          continue;
        }
        int a = low;
        int b = middle;
        for (int at = low; at < high; at++) {
          boolean first = b == high || a < middle && times[from[a]] <= times[from[b]];
          to[at] = first ? from[a++] : from[b++];
        }
      }
      int[] swap = from;
      from = to;
      to = swap;
      swapped = !swapped;
    }
    if (swapped) {
      System.arraycopy(from, 0, order, 0, n);
    }
  }

  /// Moves what is kept to the front of the order and returns its number.
  private static int withoutDuplicates(EntryRows rows, int[] order) {
    long[] times = rows.times();
    DuplicateFilter met = null;
    int kept = 0;
    int at = 0;
    while (at < order.length) {
      long time = times[order[at]];
      int end = at + 1;
      while (end < order.length && times[order[end]] == time) {
        end++;
      }
      if (end == at + 1) {
        order[kept++] = order[at];
      } else {
        met = met == null ? new DuplicateFilter() : met;
        met.clear();
        for (int i = at; i < end; i++) {
          int row = order[i];
          if (met.add(
              rows.lines(), rows.starts()[row], rows.starts()[row + 1], rows.metadata(), row)) {
            order[kept++] = row;
          }
        }
      }
      at = end;
    }
    return kept;
  }

  private static EntryRows gather(EntryRows rows, int[] order, int size) {
    long[] times = new long[size];
    int[] starts = new int[size + 1];
    for (int i = 0; i < size; i++) {
      int row = order[i];
      times[i] = rows.times()[row];
      starts[i + 1] = starts[i] + rows.starts()[row + 1] - rows.starts()[row];
    }
    byte[] lines = new byte[starts[size]];
    for (int i = 0; i < size; i++) {
      System.arraycopy(
          rows.lines(), rows.starts()[order[i]], lines, starts[i], starts[i + 1] - starts[i]);
    }
    return new EntryRows(size, times, starts, lines, gather(rows.metadata(), order, size));
  }

  private static @Nullable MetadataColumn gather(
      @Nullable MetadataColumn column, int[] order, int size) {
    if (column == null) {
      return null;
    }
    int[] starts = new int[size + 1];
    for (int i = 0; i < size; i++) {
      starts[i + 1] = starts[i] + MetadataColumn.count(column, order[i]);
    }
    int[] pairs = new int[4 * starts[size]];
    for (int i = 0; i < size; i++) {
      System.arraycopy(
          column.pairs(),
          4 * column.starts()[order[i]],
          pairs,
          4 * starts[i],
          4 * (starts[i + 1] - starts[i]));
    }
    return new MetadataColumn(starts, pairs, column.bytes());
  }
}
