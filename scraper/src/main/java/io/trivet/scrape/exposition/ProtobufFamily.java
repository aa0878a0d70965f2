package io.trivet.scrape.exposition;

import java.nio.charset.StandardCharsets;

/// What an `io.prometheus.client.MetricFamily` message says besides its metrics. Owned by one
/// thread; reused from family to family.
final class ProtobufFamily {
  private static final MetricType[] TYPES = {
    MetricType.COUNTER,
    MetricType.GAUGE,
    MetricType.SUMMARY,
    MetricType.UNKNOWN,
    MetricType.HISTOGRAM,
    MetricType.GAUGE_HISTOGRAM
  };

  private final byte[] bytes;
  int nameFrom;
  int nameTo;
  int helpFrom;
  int helpTo;
  int unitFrom;
  int unitTo;
  private long typeNumber;
  MetricType type = MetricType.UNKNOWN;

  ProtobufFamily(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Reads a family; what it says is not checked yet.
  void read(ProtobufCursor cursor, int from, int to) {
    nameFrom = 0;
    nameTo = 0;
    helpFrom = 0;
    helpTo = 0;
    unitFrom = 0;
    unitTo = 0;
    typeNumber = 0;
    cursor.over(from, to);
    while (cursor.nextField()) {
      switch (cursor.field) {
        case 1 -> {
          cursor.readLength();
          nameFrom = cursor.from;
          nameTo = cursor.to;
        }
        case 2 -> {
          cursor.readLength();
          helpFrom = cursor.from;
          helpTo = cursor.to;
        }
        case 3 -> typeNumber = cursor.readVarint();
        case 5 -> {
          cursor.readLength();
          unitFrom = cursor.from;
          unitTo = cursor.to;
        }
        default -> cursor.skip();
      }
    }
  }

  /// Checks a family that has metrics; one without may say anything.
  void check() {
    if (nameFrom == nameTo || !Utf8.isValid(bytes, nameFrom, nameTo)) {
      throw new ExpositionException("invalid metric name: " + name());
    }
    if (!Utf8.isValid(bytes, helpFrom, helpTo)) {
      throw new ExpositionException("invalid help for metric " + name());
    }
    if (typeNumber < 0 || typeNumber >= TYPES.length) {
      throw new ExpositionException(
          "unknown metric type for metric \"" + name() + "\": " + typeNumber);
    }
    type = TYPES[(int) typeNumber];
  }

  String name() {
    return new String(bytes, nameFrom, nameTo - nameFrom, StandardCharsets.UTF_8);
  }

  String help() {
    return new String(bytes, helpFrom, helpTo - helpFrom, StandardCharsets.UTF_8);
  }
}
