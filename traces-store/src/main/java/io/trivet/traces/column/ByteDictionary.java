package io.trivet.traces.column;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Distinct byte strings, numbered from 0 on. Adding a known one allocates nothing. One writer;
/// numbers handed out may be read by others who have seen the writer's lock, because the arrays
/// only ever grow by replacement; they read through a [View].
public final class ByteDictionary {
  private byte[] bytes;
  private int[] starts;
  private int size;
  private int[] table;

  public ByteDictionary(int expected) {
    this.bytes = new byte[Math.max(64, 16 * expected)];
    this.starts = new int[Math.max(8, expected) + 1];
    this.table = new int[Integer.highestOneBit(Math.max(8, expected)) * 4];
    Arrays.fill(table, -1);
  }

  public int size() {
    return size;
  }

  /// Bytes held, the tables included.
  public long memoryBytes() {
    return bytes.length + 4L * starts.length + 4L * table.length;
  }

  /// Number of a byte string, a new one if it is unknown.
  public int intern(byte[] source, int offset, int length) {
    int mask = table.length - 1;
    int slot = hash(source, offset, length) & mask;
    while (true) {
      int id = table[slot];
      if (id < 0) {
        break;
      }
      int start = starts[id];
      if (starts[id + 1] - start == length
          && Arrays.equals(bytes, start, start + length, source, offset, offset + length)) {
        return id;
      }
      slot = slot + 1 & mask;
    }
    return insert(source, offset, length, slot);
  }

  private int insert(byte[] source, int offset, int length, int slot) {
    int start = starts[size];
    if (length > bytes.length - start) {
      int wanted = Math.addExact(start, length);
      bytes =
          Arrays.copyOf(
              bytes, (int) Math.min(Integer.MAX_VALUE - 16, Math.max(wanted, 2L * bytes.length)));
    }
    if (size + 1 == starts.length) {
      starts = Arrays.copyOf(starts, 2 * starts.length);
    }
    System.arraycopy(source, offset, bytes, start, length);
    starts[size + 1] = start + length;
    table[slot] = size;
    size++;
    if (2 * size > table.length) {
      rehash();
    }
    return size - 1;
  }

  private void rehash() {
    table = new int[2 * table.length];
    Arrays.fill(table, -1);
    int mask = table.length - 1;
    for (int id = 0; id < size; id++) {
      int slot = hash(bytes, starts[id], starts[id + 1] - starts[id]) & mask;
      while (table[slot] >= 0) {
        slot = slot + 1 & mask;
      }
      table[slot] = id;
    }
  }

  private static int hash(byte[] source, int offset, int length) {
    int h = length;
    int at = offset;
    int end = offset + length;
    // Eight bytes a step: half the time of a byte loop for names and values of spans.
    for (; at + 8 <= end; at += 8) {
      long word =
          (source[at] & 0xffL)
              | (source[at + 1] & 0xffL) << 8
              | (source[at + 2] & 0xffL) << 16
              | (source[at + 3] & 0xffL) << 24
              | (source[at + 4] & 0xffL) << 32
              | (source[at + 5] & 0xffL) << 40
              | (source[at + 6] & 0xffL) << 48
              | (source[at + 7] & 0xffL) << 56;
      long mixed = (word ^ h) * 0x9e3779b97f4a7c15L;
      h = (int) (mixed ^ mixed >>> 32);
    }
    for (; at < end; at++) {
      h = 31 * h + source[at];
    }
    h *= 0x9e3779b9;
    return h ^ h >>> 15;
  }

  /// What is in it now, readable from any thread that has seen the writer's lock.
  public View view() {
    return new View(bytes, starts, size);
  }

  /// A dictionary at one moment.
  ///
  /// @param bytes all entries one after the other
  /// @param starts where each begins; one more than there are entries
  public record View(byte[] bytes, int[] starts, int size) {
    public int start(int id) {
      return starts[id];
    }

    public int length(int id) {
      return starts[id + 1] - starts[id];
    }

    /// An entry as text; bytes that are no UTF-8 become replacement characters.
    public String text(int id) {
      return new String(bytes, starts[id], length(id), StandardCharsets.UTF_8);
    }

    public byte[] copy(int id) {
      return Arrays.copyOfRange(bytes, starts[id], starts[id + 1]);
    }
  }
}
