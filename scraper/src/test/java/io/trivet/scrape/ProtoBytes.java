package io.trivet.scrape;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Fields of protobuf messages as bytes, whether they make sense or not.
public final class ProtoBytes {
  private ProtoBytes() {}

  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  public static byte[] varint(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = value;
    for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
      out.write((int) (rest & 0x7f | 0x80));
    }
    out.write((int) rest);
    return out.toByteArray();
  }

  public static byte[] number(int field, long value) {
    return join(varint((long) field << 3), varint(value));
  }

  public static byte[] signed(int field, long value) {
    return number(field, value << 1 ^ value >> 63);
  }

  public static byte[] real(int field, double value) {
    ByteBuffer bytes =
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(Double.doubleToRawLongBits(value));
    return join(varint((long) field << 3 | 1), bytes.array());
  }

  public static byte[] message(int field, byte[]... parts) {
    byte[] body = join(parts);
    return join(varint((long) field << 3 | 2), varint(body.length), body);
  }

  public static byte[] text(int field, String text) {
    return message(field, text.getBytes(StandardCharsets.UTF_8));
  }

  /// An `io.prometheus.client.LabelPair` of a metric or an exemplar.
  public static byte[] label(String name, String value) {
    return message(1, text(1, name), text(2, value));
  }

  /// A family with its length before it, as an exposition has it.
  public static byte[] family(String name, int type, byte[]... metrics) {
    byte[] body = join(text(1, name), number(3, type), join(metrics));
    return join(varint(body.length), body);
  }
}
