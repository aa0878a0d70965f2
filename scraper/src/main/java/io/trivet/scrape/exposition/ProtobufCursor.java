package io.trivet.scrape.exposition;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Walks the fields of one protobuf message in a range of bytes: `while (c.nextField()) switch
/// (c.field) { ... default -> c.skip() }`. Owned by one thread.
final class ProtobufCursor {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH = 2;
  static final int FIXED32 = 5;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private int at;
  private int end;

  /// Number of the field that [#nextField] came to.
  int field;

  /// Wire type of that field.
  int wire;

  /// Range of the last message, text or packed list.
  int from;

  int to;

  ProtobufCursor(byte[] bytes) {
    this.bytes = bytes;
  }

  ProtobufCursor over(int from, int to) {
    at = from;
    end = to;
    return this;
  }

  int position() {
    return at;
  }

  boolean nextField() {
    if (at >= end) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    wire = (int) tag & 7;
    if (field <= 0 || tag >>> 32 != 0) {
      throw malformed("illegal tag " + tag);
    }
    return true;
  }

  boolean atEnd() {
    return at >= end;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) {
        throw malformed("unexpected end of data");
      }
      byte b = bytes[at++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw malformed("number is too long");
  }

  long readVarint() {
    expect(VARINT);
    return varint();
  }

  long readZigZag() {
    return zigZag(readVarint());
  }

  static long zigZag(long value) {
    return value >>> 1 ^ -(value & 1);
  }

  double readDouble() {
    expect(FIXED64);
    return fixed64();
  }

  double fixed64() {
    if (end - at < 8) {
      throw malformed("unexpected end of data");
    }
    double value = Double.longBitsToDouble((long) LONGS.get(bytes, at));
    at += 8;
    return value;
  }

  /// Takes a message, text or packed list; its range is then [#from] to [#to].
  void readLength() {
    expect(LENGTH);
    long length = varint();
    if (length < 0 || length > end - at) {
      throw malformed("unexpected end of data");
    }
    from = at;
    at += (int) length;
    to = at;
  }

  void skip() {
    switch (wire) {
      case VARINT -> varint();
      case FIXED64 -> fixed64();
      case LENGTH -> readLength();
      case FIXED32 -> {
        if (end - at < 4) {
          throw malformed("unexpected end of data");
        }
        at += 4;
      }
      default -> throw malformed("illegal wire type " + wire);
    }
  }

  private void expect(int type) {
    if (wire != type) {
      throw malformed("field " + field + " has wire type " + wire + ", expected " + type);
    }
  }

  static ExpositionException malformed(String reason) {
    return new ExpositionException("proto: " + reason);
  }
}
