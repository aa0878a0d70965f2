package io.trivet.bench.load;

import io.trivet.core.codec.BytesWriter;

/// Writes the protobuf fields that the loads need.
final class Proto {
  private Proto() {}

  static void bytes(BytesWriter out, int field, byte[] value, int length) {
    out.putVarint(field << 3 | 2);
    out.putVarint(length);
    out.putBytes(value, 0, length);
  }

  static void message(BytesWriter out, int field, BytesWriter content) {
    bytes(out, field, content.array(), content.length());
  }

  static void text(BytesWriter out, int field, String value) {
    out.putVarint(field << 3 | 2);
    out.putString(value);
  }

  static void varint(BytesWriter out, int field, long value) {
    out.putVarint(field << 3);
    out.putVarint(value);
  }

  static void fixed64(BytesWriter out, int field, long value) {
    out.putVarint(field << 3 | 1);
    out.putLong(value);
  }
}
