package io.trivet.appliance.api.otlp.metrics;

import io.trivet.core.codec.ProtoReader;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.metrics.Exemplar;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// One exemplar of a data point: `Exemplar {2 time, 3 as_double, 4 span_id, 5 trace_id, 6 as_int, 7
/// filtered_attributes*}`.
record PointExemplar(Labels labels, double value, long timeMs) {
  private static final HexFormat HEX = HexFormat.of();

  /// Most characters of all labels together; with more, only the ids stay.
  private static final int MAX_CHARACTERS = 128;

  static PointExemplar read(byte[] bytes, int at, int length) {
    ProtoReader in = new ProtoReader();
    in.reset(bytes, at, length);
    LabelsBuilder ids = new LabelsBuilder();
    Map<String, String> attributes = new LinkedHashMap<>();
    double value = 0;
    long nanos = 0;
    while (in.next()) {
      switch (in.field()) {
        case 2 -> nanos = PointReader.fixed(in);
        case 3 -> value = Double.longBitsToDouble(PointReader.fixed(in));
        case 4 -> ids.set("span_id", hex(in));
        case 5 -> ids.set("trace_id", hex(in));
        case 6 -> value = (double) PointReader.fixed(in);
        case 7 -> AttributeText.read(in, attributes);
        default -> in.skip();
      }
    }
    Labels onlyIds = ids.build();
    attributes.forEach((key, text) -> {
      if (!key.isEmpty() && !onlyIds.has(key)) {
        ids.set(key, text);
      }
    });
    Labels all = ids.build();
    return new PointExemplar(
        characters(all) <= MAX_CHARACTERS ? all : onlyIds, value, nanos / 1_000_000);
  }

  private static String hex(ProtoReader in) {
    in.expect(ProtoReader.BYTES);
    int length = in.length();
    int at = in.take(length);
    return HEX.formatHex(in.array(), at, at + length);
  }

  private static int characters(Labels labels) {
    int count = 0;
    for (int i = 0; i < labels.size(); i++) {
      count += labels.name(i).codePointCount(0, labels.name(i).length());
      count += labels.value(i).codePointCount(0, labels.value(i).length());
    }
    return count;
  }

  Exemplar toExemplar() {
    return new Exemplar(labels, value, timeMs);
  }
}
