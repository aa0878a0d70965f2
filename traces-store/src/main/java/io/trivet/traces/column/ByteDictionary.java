package io.trivet.traces.column;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Distinct byte strings, numbered from 0 on. Adding a known one allocates nothing. One writer;
/// numbers handed out may be read by others who have seen the writer's lock, because the arrays
/// only ever grow by replacement; they read through a [View].
public final class ByteDictionary {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes;
  private int[] starts;
  private int size;

  /// Slots of `hash << 32 | number + 1`, 0 where there is none: most slots of other strings are
  /// passed without a look at the strings.
  private long[] table;

  public ByteDictionary(int expected) {
    this.bytes = new byte[Math.max(64, 16 * expected)];
    this.starts = new int[Math.max(8, expected) + 1];
    this.table = new long[Integer.highestOneBit(Math.max(8, expected)) * 2];
  }

  public int size() {
    return size;
  }

  /// Bytes held, the tables included.
  public long memoryBytes() {
    return bytes.length + 4L * starts.length + 8L * table.length;
  }

  /// Number of a byte string, a new one if it is unknown.
  public int intern(byte[] source, int offset, int length) {
    int hash = hash(source, offset, length);
    int mask = table.length - 1;
    int slot = hash & mask;
    for (long entry = table[slot]; entry != 0; entry = table[slot]) {
      if ((int) (entry >>> 32) == hash) {
        int id = (int) entry - 1;
        int start = starts[id];
        if (starts[id + 1] - start == length
            && Arrays.equals(bytes, start, start + length, source, offset, offset + length)) {
          return id;
        }
      }
      slot = slot + 1 & mask;
    }
    return insert(source, offset, length, slot, hash);
  }

  private int insert(byte[] source, int offset, int length, int slot, int hash) {
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
    size++;
    table[slot] = (long) hash << 32 | size;
    if (4L * size > 3L * table.length) {
      rehash();
    }
    return size - 1;
  }

  private void rehash() {
    long[] old = table;
    table = new long[2 * old.length];
    int mask = table.length - 1;
    for (long entry : old) {
      if (entry != 0) {
        int slot = (int) (entry >>> 32) & mask;
        while (table[slot] != 0) {
          slot = slot + 1 & mask;
        }
        table[slot] = entry;
      }
    }
  }

  /// Eight bytes a step, the last step over the last eight: names and values of spans are short.
  private static int hash(byte[] source, int offset, int length) {
    long h = length * 0x9e3779b97f4a7c15L;
    if (length >= 8) {
      int last = offset + length - 8;
      for (int at = offset; at < last; at += 8) {
        h = mix(h, (long) LONG.get(source, at));
      }
      h = mix(h, (long) LONG.get(source, last));
    } else if (length >= 4) {
      h =
          mix(
              h,
              (int) INT.get(source, offset) & 0xffff_ffffL
                  | (long) (int) INT.get(source, offset + length - 4) << 32);
    } else {
      for (int at = offset; at < offset + length; at++) {
        h = mix(h, source[at]);
      }
    }
    return (int) (h ^ h >>> 32);
  }

  private static long mix(long h, long word) {
    long mixed = (h ^ word) * 0xff51afd7ed558ccdL;
    return mixed ^ mixed >>> 29;
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
