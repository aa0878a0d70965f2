package io.trivet.logs.page;

import io.trivet.core.codec.Hash128;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Tells which entries of one stream and one time were already met: a hash table of lines with
/// their metadata. Hashes are seeded at random, so that no sender can make many lines collide.
/// Owned by one thread; reusable after [#clear].
final class DuplicateFilter {
  private final Hash128 hash = new Hash128();
  private long[] hashes = new long[16];
  private byte[][] lines = new byte[16][];
  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private @Nullable MetadataColumn[] metadata = new @Nullable MetadataColumn[16];
  private int[] rows = new int[16];
  private int size;
  private int[] table = new int[64];

  public DuplicateFilter() {
    Arrays.fill(table, -1);
  }

  public void clear() {
    Arrays.fill(lines, 0, size, null);
    Arrays.fill(metadata, 0, size, null);
    Arrays.fill(table, -1);
    size = 0;
  }

  /// Remembers an entry; false if the same one was there before.
  ///
  /// @param row its row in the metadata column
  public boolean add(byte[] bytes, int start, int end, @Nullable MetadataColumn column, int row) {
    hash.hash(bytes, start, end - start);
    long h = hash.high();
    int mask = table.length - 1;
    int slot = (int) h & mask;
    for (; table[slot] >= 0; slot = slot + 1 & mask) {
      int i = table[slot];
      if (hashes[i] == h
          && Arrays.equals(lines[i], starts[i], ends[i], bytes, start, end)
          && MetadataColumn.equal(metadata[i], rows[i], column, row)) {
        return false;
      }
    }
    if (size == hashes.length) {
      grow();
    }
    hashes[size] = h;
    lines[size] = bytes;
    starts[size] = start;
    ends[size] = end;
    metadata[size] = column;
    rows[size] = row;
    table[slot] = size++;
    if (2 * size > table.length) {
      rehash();
    }
    return true;
  }

  private void grow() {
    int length = 2 * size;
    hashes = Arrays.copyOf(hashes, length);
    lines = Arrays.copyOf(lines, length);
    starts = Arrays.copyOf(starts, length);
    ends = Arrays.copyOf(ends, length);
    metadata = Arrays.copyOf(metadata, length);
    rows = Arrays.copyOf(rows, length);
  }

  private void rehash() {
    table = new int[2 * table.length];
    Arrays.fill(table, -1);
    int mask = table.length - 1;
    for (int i = 0; i < size; i++) {
      int slot = (int) hashes[i] & mask;
      while (table[slot] >= 0) {
        slot = slot + 1 & mask;
      }
      table[slot] = i;
    }
  }
}
