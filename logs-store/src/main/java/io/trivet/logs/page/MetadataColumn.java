package io.trivet.logs.page;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Structured metadata of rows. Pairs of row `i` are `starts[i] .. starts[i + 1])`; each pair is
/// four ints: name offset, name length, value offset, value length in `bytes`. Never changed after
/// it was made.
public record MetadataColumn(int[] starts, int[] pairs, byte[] bytes) {
  /// Whether two rows have the same pairs in the same order; null is a column without any pair.
  public static boolean equal(
      @Nullable MetadataColumn a, int rowA, @Nullable MetadataColumn b, int rowB) {
    if (a == null || b == null) {
      return count(a, rowA) == count(b, rowB);
    }
    int count = a.starts[rowA + 1] - a.starts[rowA];
    if (count != b.starts[rowB + 1] - b.starts[rowB]) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      int p = 4 * (a.starts[rowA] + i);
      int q = 4 * (b.starts[rowB] + i);
      if (!equalText(a, p, b, q) || !equalText(a, p + 2, b, q + 2)) {
        return false;
      }
    }
    return true;
  }

  /// Number of pairs of a row.
  public static int count(@Nullable MetadataColumn column, int row) {
    return column == null ? 0 : column.starts[row + 1] - column.starts[row];
  }

  private static boolean equalText(MetadataColumn a, int p, MetadataColumn b, int q) {
    return Arrays.equals(
        a.bytes,
        a.pairs[p],
        a.pairs[p] + a.pairs[p + 1],
        b.bytes,
        b.pairs[q],
        b.pairs[q] + b.pairs[q + 1]);
  }

  /// Heap bytes, about.
  public int heapBytes() {
    return 64 + 4 * (starts.length + pairs.length) + bytes.length;
  }
}
