package io.trivet.core.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A growing array of bytes with writers for our own formats: fixed numbers little endian, varints
/// as LEB128, signed varints zigzag. Owned by one thread; reusable after [#clear].
public final class BytesWriter {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes;
  private int length;

  public BytesWriter() {
    this(256);
  }

  public BytesWriter(int capacity) {
    this.bytes = new byte[Math.max(16, capacity)];
  }

  /// The array behind; valid up to [#length] until the next write.
  public byte[] array() {
    return bytes;
  }

  public int length() {
    return length;
  }

  public void clear() {
    length = 0;
  }

  /// Cuts off what was written behind a length.
  public void truncate(int newLength) {
    length = Math.min(length, newLength);
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /// Makes room for more bytes and returns the array, for callers which write into it themselves
  /// and then call [#advance].
  public byte[] ensure(int more) {
    if (more > bytes.length - length) {
      long wanted =
          Math.max((long) length + more, Math.min(2L * bytes.length, Integer.MAX_VALUE - 16));
      if (wanted > Integer.MAX_VALUE - 16) {
        throw new OutOfMemoryError("a byte array of " + wanted + " bytes");
      }
      bytes = Arrays.copyOf(bytes, (int) wanted);
    }
    return bytes;
  }

  public void advance(int count) {
    length += count;
  }

  public void putByte(int value) {
    ensure(1)[length++] = (byte) value;
  }

  public void putInt(int value) {
    INT.set(ensure(4), length, value);
    length += 4;
  }

  public void putLong(long value) {
    LONG.set(ensure(8), length, value);
    length += 8;
  }

  public void putDouble(double value) {
    putLong(Double.doubleToRawLongBits(value));
  }

  /// Overwrites four bytes written before.
  public void setInt(int position, int value) {
    INT.set(bytes, position, value);
  }

  /// Unsigned LEB128, 1 to 10 bytes.
  public void putVarint(long value) {
    byte[] b = ensure(10);
    int at = length;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      b[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    b[at++] = (byte) rest;
    length = at;
  }

  /// Zigzag LEB128, short for small absolute values.
  public void putSigned(long value) {
    putVarint((value << 1) ^ (value >> 63));
  }

  public void putBytes(byte[] source, int offset, int count) {
    System.arraycopy(source, offset, ensure(count), length, count);
    length += count;
  }

  public void putBytes(byte[] source) {
    putBytes(source, 0, source.length);
  }

  /// Length as a varint, then UTF-8.
  public void putString(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    putVarint(utf8.length);
    putBytes(utf8);
  }
}
