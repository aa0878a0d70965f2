package io.trivet.logs.page;

import io.trivet.core.codec.BitReader;
import io.trivet.core.codec.BitWriter;
import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;
import io.trivet.core.codec.MalformedBytesException;

/// Packs not negative numbers in groups of 128: the least as a varint, a byte for the width, then
/// the differences to the least in so many bits each, filled up to a whole byte.
final class PackedLongs {
  static final int GROUP = 128;

  private PackedLongs() {}

  static void encode(long[] values, int count, BytesWriter out, BitWriter bits) {
    for (int at = 0; at < count; at += GROUP) {
      int end = Math.min(count, at + GROUP);
      long least = Long.MAX_VALUE;
      long most = 0;
      for (int i = at; i < end; i++) {
        least = Math.min(least, values[i]);
        most = Math.max(most, values[i]);
      }
      int width = 64 - Long.numberOfLeadingZeros(most - least);
      out.putVarint(least);
      out.putByte(width);
      for (int i = at; i < end && width > 0; i++) {
        bits.put(values[i] - least, width);
      }
      bits.align();
    }
  }

  /// @throws MalformedBytesException if a number cannot have been written by [#encode]
  static void decode(BytesReader in, BitReader bits, long[] into, int count) {
    for (int at = 0; at < count; at += GROUP) {
      int end = Math.min(count, at + GROUP);
      long least = in.getVarint();
      int width = in.getByte();
      if (least < 0 || width > 63) {
        throw new MalformedBytesException(in.position(), "group of width " + width);
      }
      int bytes = ((end - at) * width + 7) / 8;
      bits.reset(in.array(), in.skip(bytes), bytes);
      for (int i = at; i < end; i++) {
        long value = least + bits.get(width);
        if (value < 0) {
          throw new MalformedBytesException(in.position(), "number beyond 63 bits");
        }
        into[i] = value;
      }
    }
  }
}
