package io.trivet.core.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Reads what [BitWriter] writes. Owned by one thread; reusable by [#reset].
public final class BitReader {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes = {};
  private long at;
  private long end;

  public void reset(byte[] source, int offset, int length) {
    if (offset < 0 || length < 0 || offset > source.length - length) {
      throw new IndexOutOfBoundsException(offset + "+" + length + " of " + source.length);
    }
    bytes = source;
    at = 8L * offset;
    end = at + 8L * length;
  }

  /// The next `width` bits, 0 to 64, as an unsigned number.
  ///
  /// @throws MalformedBytesException where the bits end early
  public long get(int width) {
    if (width == 0) {
      return 0;
    }
    if (at + width > end) {
      throw new MalformedBytesException(at / 8, width + " bits wanted, " + (end - at) + " left");
    }
    int index = (int) (at >>> 3);
    int shift = (int) (at & 7);
    at += width;
    if (index + 8 <= bytes.length) {
      long word = (long) LONG.get(bytes, index) << shift;
      if (width <= 64 - shift) {
        return word >>> (64 - width);
      }
      int rest = width - (64 - shift);
      return (word >>> (64 - width)) | ((bytes[index + 8] & 0xffL) >>> (8 - rest));
    }
    long value = 0;
    for (long bit = at - width; bit < at; bit++) {
      value = value << 1 | bytes[(int) (bit >>> 3)] >>> (7 - (bit & 7)) & 1;
    }
    return value;
  }

  public boolean getBit() {
    return get(1) != 0;
  }

  /// Goes to the next whole byte, as [BitWriter#align] did.
  public void align() {
    at = (at + 7) & ~7L;
  }

  /// Position in the array, in bytes; meaningful after [#align].
  public int bytePosition() {
    return (int) (at >>> 3);
  }
}
