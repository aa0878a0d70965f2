package io.trivet.logs.page;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.codec.Hash128;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes the metadata of a page with a dictionary: names once, each pair of name and value once.
/// Owned by one thread.
///
/// ```text
/// column   names varint, name (length varint, bytes)*
///          pairs varint, (name number varint, value length varint)*, bytes of all values
///          per row: pairs of the row varint, then for each 0 for the next pair of the dictionary
///          that was not used yet, or its number + 1
/// ```
///
/// Values that occur once, such as trace ids, thereby cost no number.
final class MetadataEncoder {
  private final Dictionary names = new Dictionary();
  private final Dictionary values = new Dictionary();
  private final BytesWriter rowCodes = new BytesWriter();

  /// @param columns metadata of row `i` is row `rows[i]` of column `i`; null for none
  void encode(@Nullable MetadataColumn[] columns, int[] rows, int count, BytesWriter out) {
    names.clear();
    values.clear();
    rowCodes.clear();
    for (int i = 0; i < count; i++) {
      MetadataColumn column = columns[i];
      if (column == null) {
        rowCodes.putVarint(0);
        continue;
      }
      int from = column.starts()[rows[i]];
      int to = column.starts()[rows[i] + 1];
      rowCodes.putVarint(to - from);
      for (int p = 4 * from; p < 4 * to; p += 4) {
        int[] pairs = column.pairs();
        int name = names.number(0, column.bytes(), pairs[p], pairs[p + 1]);
        int known = values.size;
        int pair = values.number(name, column.bytes(), pairs[p + 2], pairs[p + 3]);
        rowCodes.putVarint(pair == known ? 0 : pair + 1);
      }
    }
    out.putVarint(names.size);
    for (int i = 0; i < names.size; i++) {
      out.putVarint(names.ends[i] - names.start(i));
      out.putBytes(names.bytes.array(), names.start(i), names.ends[i] - names.start(i));
    }
    out.putVarint(values.size);
    for (int i = 0; i < values.size; i++) {
      out.putVarint(values.tags[i]);
      out.putVarint(values.ends[i] - values.start(i));
    }
    out.putBytes(values.bytes.array(), 0, values.bytes.length());
    out.putBytes(rowCodes.array(), 0, rowCodes.length());
  }

  /// Texts with a tag each, numbered in the order of arrival.
  private static final class Dictionary {
    private final Hash128 hash = new Hash128();
    final BytesWriter bytes = new BytesWriter();
    int size;
    int[] tags = new int[64];
    int[] ends = new int[64];
    private long[] hashes = new long[64];
    private int[] table = new int[256];

    Dictionary() {
      Arrays.fill(table, -1);
    }

    void clear() {
      size = 0;
      bytes.clear();
      Arrays.fill(table, -1);
    }

    int start(int number) {
      return number == 0 ? 0 : ends[number - 1];
    }

    int number(int tag, byte[] text, int offset, int length) {
      hash.hash(text, offset, length);
      long h = hash.high() + tag * 0x9e3779b97f4a7c15L;
      int mask = table.length - 1;
      int slot = (int) (h ^ h >>> 32) & mask;
      for (; table[slot] >= 0; slot = slot + 1 & mask) {
        int i = table[slot];
        if (hashes[i] == h
            && tags[i] == tag
            && Arrays.equals(bytes.array(), start(i), ends[i], text, offset, offset + length)) {
          return i;
        }
      }
      if (size == tags.length) {
        tags = Arrays.copyOf(tags, 2 * size);
        ends = Arrays.copyOf(ends, 2 * size);
        hashes = Arrays.copyOf(hashes, 2 * size);
      }
      bytes.putBytes(text, offset, length);
      tags[size] = tag;
      ends[size] = bytes.length();
      hashes[size] = h;
      table[slot] = size++;
      if (2 * size > table.length) {
        rehash();
      }
      return size - 1;
    }

    private void rehash() {
      table = new int[2 * table.length];
      Arrays.fill(table, -1);
      int mask = table.length - 1;
      for (int i = 0; i < size; i++) {
        int slot = (int) (hashes[i] ^ hashes[i] >>> 32) & mask;
        while (table[slot] >= 0) {
          slot = slot + 1 & mask;
        }
        table[slot] = i;
      }
    }
  }
}
