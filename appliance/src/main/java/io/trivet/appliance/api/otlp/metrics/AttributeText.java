package io.trivet.appliance.api.otlp.metrics;

import io.trivet.appliance.api.http.GoNumbers;
import io.trivet.core.codec.ProtoReader;
import io.trivet.traces.otlp.AnyValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Attribute values as texts of labels: lists and maps as JSON with sorted keys.
final class AttributeText {
  private AttributeText() {}

  /// Reads one `KeyValue` field; of a repeated key the first counts.
  ///
  /// @throws io.trivet.core.codec.MalformedBytesException if it is none or nested too deeply
  static void read(ProtoReader in, Map<String, String> into) {
    Map<String, Object> one = new LinkedHashMap<>(2);
    AnyValues.keyValue(in, one, 0);
    one.forEach((key, value) -> into.putIfAbsent(key, of(value)));
  }

  /// A value as [AnyValues] gives it.
  static String of(Object value) {
    return switch (value) {
      case String text -> text;
      case Double number -> number(number);
      case List<?> _, Map<?, ?> _ -> {
        StringBuilder json = new StringBuilder();
        json(value, json);
        yield json.toString();
      }
      default -> value.toString();
    };
  }

  private static String number(double value) {
    return Double.isFinite(value) ? GoNumbers.json(value) : GoNumbers.sample(value);
  }

  private static void json(Object value, StringBuilder out) {
    switch (value) {
      case String text -> quote(text, out);
      case Double number -> out.append(GoNumbers.json(number));
      case List<?> list -> {
        char before = '[';
        for (Object element : list) {
          out.append(before);
          json(element, out);
          before = ',';
        }
        out.append(list.isEmpty() ? "[]" : "]");
      }
      case Map<?, ?> map -> {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, element) -> sorted.put(String.valueOf(key), element));
        char before = '{';
        for (Map.Entry<String, Object> entry : sorted.entrySet()) {
          out.append(before);
          quote(entry.getKey(), out);
          out.append(':');
          json(entry.getValue(), out);
          before = ',';
        }
        out.append(map.isEmpty() ? "{}" : "}");
      }
      default -> out.append(value);
    }
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
