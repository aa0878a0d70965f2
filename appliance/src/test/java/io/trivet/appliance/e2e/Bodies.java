package io.trivet.appliance.e2e;

import static io.trivet.appliance.testing.ProtoMessage.message;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.zip.GZIPOutputStream;
import org.xerial.snappy.Snappy;

/// Bodies of the ingest protocols.
final class Bodies {
  private Bodies() {}

  /// A sample or a line: time in the unit of its protocol, and what it says.
  record Item<T>(long time, T value) {}

  /// One `TimeSeries` of remote write 1.0 as a field of `WriteRequest`; requests are concatenated.
  ///
  /// @param samples times in milliseconds
  static byte[] series(SortedMap<String, String> labels, List<Item<Double>> samples)
      throws IOException {
    byte[] series =
        message(out -> {
          for (var label : labels.entrySet()) {
            out.writeByteArray(
                1,
                message(pair -> {
                  pair.writeString(1, label.getKey());
                  pair.writeString(2, label.getValue());
                }));
          }
          for (Item<Double> sample : samples) {
            out.writeByteArray(
                2,
                message(pair -> {
                  pair.writeDouble(1, sample.value());
                  pair.writeInt64(2, sample.time());
                }));
          }
        });
    return message(out -> out.writeByteArray(1, series));
  }

  /// A Loki `PushRequest` of one stream.
  ///
  /// @param lines times in nanoseconds
  static byte[] push(String labels, List<Item<String>> lines) throws IOException {
    byte[] stream =
        message(out -> {
          out.writeString(1, labels);
          for (Item<String> line : lines) {
            out.writeByteArray(
                2,
                message(entry -> {
                  entry.writeByteArray(
                      1,
                      message(time -> {
                        time.writeInt64(1, line.time() / 1_000_000_000);
                        time.writeInt32(2, (int) (line.time() % 1_000_000_000));
                      }));
                  entry.writeString(2, line.value());
                }));
          }
        });
    return message(out -> out.writeByteArray(1, stream));
  }

  /// A JSON push of one stream with one label; nothing needs escaping.
  static byte[] pushJson(String label, String value, List<Item<String>> lines) {
    StringBuilder out = new StringBuilder("{\"streams\":[{\"stream\":{\"");
    out.append(label).append("\":\"").append(value).append("\"},\"values\":[");
    for (int i = 0; i < lines.size(); i++) {
      out.append(i == 0 ? "" : ",").append("[\"").append(lines.get(i).time()).append("\",\"");
      out.append(lines.get(i).value()).append("\"]");
    }
    return out.append("]}]}").toString().getBytes(StandardCharsets.UTF_8);
  }

  /// An OTLP export of spans of one service.
  static ExportTraceServiceRequest export(String service, List<Span> spans) {
    KeyValue name =
        KeyValue.newBuilder()
            .setKey("service.name")
            .setValue(AnyValue.newBuilder().setStringValue(service))
            .build();
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(name))
                .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(spans)))
        .build();
  }

  /// @param start in nanoseconds; the span takes a millisecond
  static Span span(long traceHigh, long traceLow, long spanId, String name, long start) {
    ByteBuffer trace = ByteBuffer.allocate(16).putLong(traceHigh).putLong(traceLow).flip();
    return Span.newBuilder()
        .setTraceId(ByteString.copyFrom(trace))
        .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(spanId).flip()))
        .setName(name)
        .setStartTimeUnixNano(start)
        .setEndTimeUnixNano(start + 1_000_000)
        .build();
  }

  static byte[] snappy(byte[] body) throws IOException {
    return Snappy.compress(body);
  }

  static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    }
    return out.toByteArray();
  }
}
