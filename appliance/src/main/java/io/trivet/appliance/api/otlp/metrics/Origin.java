package io.trivet.appliance.api.otlp.metrics;

import io.trivet.core.codec.ProtoReader;
import io.trivet.metrics.otlp.MetricScope;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The resource and the scope of the metrics that are being read: their bytes for hashing, decoded
/// only when a new series asks.
///
/// ```text
/// Resource {1 attributes*}
/// InstrumentationScope {1 name, 2 version, 3 attributes*}
/// ```
final class Origin {
  final byte[] body;
  int resourceAt;
  int resourceLength;
  int scopeAt;
  int scopeLength;
  int schemaAt;
  int schemaLength;
  private @Nullable Map<String, String> resource;
  private @Nullable MetricScope scope;

  Origin(byte[] body) {
    this.body = body;
  }

  void resource(int at, int length) {
    resourceAt = at;
    resourceLength = length;
    resource = null;
  }

  void scope(int at, int length) {
    scopeAt = at;
    scopeLength = length;
    scope = null;
  }

  void schema(int at, int length) {
    schemaAt = at;
    schemaLength = length;
    scope = null;
  }

  /// Attributes of the resource with their values as text.
  Map<String, String> resource() {
    Map<String, String> known = resource;
    if (known == null) {
      known = new LinkedHashMap<>();
      ProtoReader in = new ProtoReader();
      in.reset(body, resourceAt, resourceLength);
      while (in.next()) {
        if (in.field() == 1) {
          AttributeText.read(in, known);
        } else {
          in.skip();
        }
      }
      resource = known;
    }
    return known;
  }

  MetricScope scope() {
    MetricScope known = scope;
    if (known == null) {
      String name = "";
      String version = "";
      Map<String, String> attributes = new LinkedHashMap<>();
      ProtoReader in = new ProtoReader();
      in.reset(body, scopeAt, scopeLength);
      while (in.next()) {
        switch (in.field()) {
          case 1 -> name = in.string();
          case 2 -> version = in.string();
          case 3 -> AttributeText.read(in, attributes);
          default -> in.skip();
        }
      }
      String schema = new String(body, schemaAt, schemaLength, StandardCharsets.UTF_8);
      known = new MetricScope(name, version, schema, attributes);
      scope = known;
    }
    return known;
  }
}
