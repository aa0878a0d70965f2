package io.trivet.scrape.exposition;

import io.trivet.core.label.LabelsBuilder;
import io.trivet.metrics.Exemplar;
import java.nio.charset.StandardCharsets;

/// Reads `io.prometheus.client.Exemplar` messages and the timestamps in them.
final class ProtobufExemplar {
  private ProtobufExemplar() {}

  static boolean hasTimestamp(ProtobufCursor cursor, int from, int to) {
    cursor.over(from, to);
    while (cursor.nextField()) {
      if (cursor.field == 3) {
        return true;
      }
      cursor.skip();
    }
    return false;
  }

  /// Milliseconds of a `google.protobuf.Timestamp`.
  static long timestampMs(ProtobufCursor cursor, int from, int to) {
    long seconds = 0;
    long nanos = 0;
    cursor.over(from, to);
    while (cursor.nextField()) {
      switch (cursor.field) {
        case 1 -> seconds = cursor.readVarint();
        case 2 -> nanos = cursor.readVarint();
        default -> cursor.skip();
      }
    }
    return seconds * 1000 + nanos / 1_000_000;
  }

  static Exemplar read(byte[] bytes, int from, int to, long defaultTimestampMs) {
    ProtobufCursor cursor = new ProtobufCursor(bytes).over(from, to);
    ProtobufCursor inner = new ProtobufCursor(bytes);
    LabelsBuilder labels = new LabelsBuilder();
    double value = 0;
    long timestampMs = defaultTimestampMs;
    while (cursor.nextField()) {
      switch (cursor.field) {
        case 1 -> {
          cursor.readLength();
          label(bytes, inner.over(cursor.from, cursor.to), labels);
        }
        case 2 -> value = cursor.readDouble();
        case 3 -> {
          cursor.readLength();
          timestampMs = timestampMs(inner, cursor.from, cursor.to);
        }
        default -> cursor.skip();
      }
    }
    return new Exemplar(labels.build(), value, timestampMs);
  }

  private static void label(byte[] bytes, ProtobufCursor cursor, LabelsBuilder labels) {
    String name = "";
    String value = "";
    while (cursor.nextField()) {
      if (cursor.field == 1 || cursor.field == 2) {
        cursor.readLength();
        String read =
            new String(bytes, cursor.from, cursor.to - cursor.from, StandardCharsets.UTF_8);
        name = cursor.field == 1 ? read : name;
        value = cursor.field == 2 ? read : value;
      } else {
        cursor.skip();
      }
    }
    labels.set(name, value);
  }
}
