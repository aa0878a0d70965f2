package io.trivet.metrics.head;

import io.trivet.core.codec.BytesWriter;
import java.util.Arrays;

/// Byte strings one after the other in blocks of 256 KiB, never moved, never changed. One thread at
/// a time adds; any thread reads what was handed to it.
final class ByteSlabs {
  /// No byte string.
  static final int NONE = 0;

  private static final int SLAB_BITS = 18;
  private static final int SLAB_BYTES = 1 << SLAB_BITS;
  static final int MAX_BYTES = SLAB_BYTES / 4;

  private volatile byte[][] slabs = new byte[8][];
  private int count;
  private int used = SLAB_BYTES;

  /// Stores bytes and returns where, an unsigned number.
  ///
  /// @throws IllegalStateException beyond 4 GiB
  int add(BytesWriter bytes) {
    int length = bytes.length();
    if (used + length > SLAB_BYTES) {
      if (count == 1 << 32 - SLAB_BITS) {
        throw new IllegalStateException("4 GiB of sealed samples in memory");
      }
      byte[][] all = slabs;
      if (count == all.length) {
        all = Arrays.copyOf(all, 2 * count);
      }
      all[count] = new byte[SLAB_BYTES];
      slabs = all;
      // The first byte of the first slab stays unused: 0 means none.
      used = count == 0 ? 1 : 0;
      count++;
    }
    int position = count - 1 << SLAB_BITS | used;
    System.arraycopy(bytes.array(), 0, slabs[count - 1], used, length);
    used += length;
    return position;
  }

  byte[] slab(int position) {
    return slabs[position >>> SLAB_BITS];
  }

  static int offset(int position) {
    return position & SLAB_BYTES - 1;
  }

  long bytes() {
    return (long) count * SLAB_BYTES;
  }
}
