package io.trivet.core.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Reads what [BytesWriter] writes, never past the end. Owned by one thread; reusable by [#reset].
///
/// Every method throws [MalformedBytesException] where the bytes end early or cannot be meant.
public final class BytesReader {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes;
  private int at;
  private int end;

  public BytesReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  public BytesReader(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    reset(bytes, offset, length);
  }

  public void reset(byte[] source, int offset, int length) {
    if (offset < 0 || length < 0 || offset > source.length - length) {
      throw new IndexOutOfBoundsException(offset + "+" + length + " of " + source.length);
    }
    bytes = source;
    at = offset;
    end = offset + length;
  }

  public byte[] array() {
    return bytes;
  }

  public int position() {
    return at;
  }

  public int remaining() {
    return end - at;
  }

  public boolean atEnd() {
    return at >= end;
  }

  private void need(int count) {
    if (count < 0 || count > end - at) {
      throw new MalformedBytesException(at, count + " bytes wanted, " + (end - at) + " left");
    }
  }

  public int getByte() {
    need(1);
    return bytes[at++] & 0xff;
  }

  public int getInt() {
    need(4);
    int value = (int) INT.get(bytes, at);
    at += 4;
    return value;
  }

  public long getLong() {
    need(8);
    long value = (long) LONG.get(bytes, at);
    at += 8;
    return value;
  }

  public double getDouble() {
    return Double.longBitsToDouble(getLong());
  }

  public long getVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      need(1);
      byte b = bytes[at++];
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new MalformedBytesException(at, "varint of more than 10 bytes");
  }

  public long getSigned() {
    long raw = getVarint();
    return (raw >>> 1) ^ -(raw & 1);
  }

  /// A varint that must lie between 0 and `max`: a length or a count.
  public int getLength(int max) {
    long value = getVarint();
    if (value < 0 || value > max) {
      throw new MalformedBytesException(
          at, "length " + Long.toUnsignedString(value) + " above " + max);
    }
    return (int) value;
  }

  /// Steps over bytes and returns where they start in [#array].
  public int skip(int count) {
    need(count);
    int start = at;
    at += count;
    return start;
  }

  public void getBytes(byte[] into, int offset, int count) {
    need(count);
    System.arraycopy(bytes, at, into, offset, count);
    at += count;
  }

  public String getString() {
    int length = getLength(remaining());
    return new String(bytes, skip(length), length, StandardCharsets.UTF_8);
  }
}
