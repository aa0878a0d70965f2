package io.trivet.appliance.api.prometheus.read;

import io.trivet.core.codec.BytesWriter;
import java.nio.charset.StandardCharsets;

/// Writes protobuf fields; those with the default value are left out. Owned by one thread.
final class ProtoOutput {
  final BytesWriter bytes = new BytesWriter();

  ProtoOutput clear() {
    bytes.clear();
    return this;
  }

  ProtoOutput number(int field, long value) {
    return value == 0 ? this : present(field, value);
  }

  /// A number which is written even if it is 0.
  ProtoOutput present(int field, long value) {
    bytes.putVarint((long) field << 3);
    bytes.putVarint(value);
    return this;
  }

  ProtoOutput signed(int field, long value) {
    return number(field, value << 1 ^ value >> 63);
  }

  ProtoOutput float64(int field, double value) {
    return Double.doubleToRawLongBits(value) == 0 ? this : presentFloat64(field, value);
  }

  ProtoOutput presentFloat64(int field, double value) {
    bytes.putVarint((long) field << 3 | 1);
    bytes.putDouble(value);
    return this;
  }

  ProtoOutput string(int field, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    bytes.putVarint((long) field << 3 | 2);
    bytes.putVarint(utf8.length);
    bytes.putBytes(utf8);
    return this;
  }

  ProtoOutput message(int field, BytesWriter message) {
    bytes.putVarint((long) field << 3 | 2);
    bytes.putVarint(message.length());
    bytes.putBytes(message.array(), 0, message.length());
    return this;
  }
}
