package io.trivet.traces.otlp;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.codec.ProtoReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Decodes attribute values for those who read them, off the ingest path.
///
/// Strings become `String`, ints `Long`, doubles `Double`, bools `Boolean`, arrays `List`,
/// key-value lists `Map`, bytes a base64 `String`, an empty value `""`. Values nested deeper than
/// 32 levels are refused.
public final class AnyValues {
  private static final int MAX_DEPTH = 32;

  private AnyValues() {}

  /// Value of an `AnyValue` message; "" where it is malformed, so that one odd value hides nothing
  /// else.
  public static Object decode(byte[] bytes, int offset, int length) {
    ProtoReader in = new ProtoReader();
    in.reset(bytes, offset, length);
    try {
      return value(in, 0);
    } catch (MalformedBytesException e) {
      return "";
    }
  }

  /// Attributes (field 1) of a `Resource`, or (field 3) of an `InstrumentationScope`: of a repeated
  /// key the first counts.
  public static Map<String, Object> attributes(byte[] bytes, int offset, int length, int field) {
    ProtoReader in = new ProtoReader();
    in.reset(bytes, offset, length);
    Map<String, Object> attributes = new LinkedHashMap<>();
    while (in.next()) {
      if (in.field() == field) {
        keyValue(in, attributes, 0);
      } else {
        in.skip();
      }
    }
    return attributes;
  }

  /// Reads one `KeyValue` field into a map.
  public static void keyValue(ProtoReader in, Map<String, Object> into, int depth) {
    int outer = in.enter();
    String key = "";
    Object value = "";
    while (in.next()) {
      if (in.field() == 1) {
        key = in.string();
      } else if (in.field() == 2) {
        int inner = in.enter();
        value = value(in, depth + 1);
        in.leave(inner);
      } else {
        in.skip();
      }
    }
    in.leave(outer);
    into.putIfAbsent(key, value);
  }

  private static Object value(ProtoReader in, int depth) {
    if (depth > MAX_DEPTH) {
      throw new MalformedBytesException(
          in.position(), "attribute value nested deeper than " + MAX_DEPTH);
    }
    Object value = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> value = in.string();
        case 2 -> {
          in.expect(ProtoReader.VARINT);
          value = in.varint() != 0;
        }
        case 3 -> {
          in.expect(ProtoReader.VARINT);
          value = in.varint();
        }
        case 4 -> {
          in.expect(ProtoReader.FIXED64);
          value = in.float64();
        }
        case 5 -> value = array(in, depth);
        case 6 -> {
          int outer = in.enter();
          Map<String, Object> map = new LinkedHashMap<>();
          while (in.next()) {
            if (in.field() == 1) {
              keyValue(in, map, depth);
            } else {
              in.skip();
            }
          }
          in.leave(outer);
          value = map;
        }
        case 7 -> {
          in.expect(ProtoReader.BYTES);
          int length = in.length();
          int start = in.take(length);
          byte[] copy = Arrays.copyOfRange(in.array(), start, start + length);
          value = Base64.getEncoder().encodeToString(copy);
        }
        default -> in.skip();
      }
    }
    return value;
  }

  private static List<Object> array(ProtoReader in, int depth) {
    int outer = in.enter();
    List<Object> elements = new ArrayList<>();
    while (in.next()) {
      if (in.field() == 1) {
        int inner = in.enter();
        elements.add(value(in, depth + 1));
        in.leave(inner);
      } else {
        in.skip();
      }
    }
    in.leave(outer);
    return elements;
  }

  /// Appends the fields of an `AnyValue` message for a value as [#decode] gives it.
  public static void encode(Object value, BytesWriter out) {
    switch (value) {
      case String text -> {
        out.putByte(1 << 3 | 2);
        out.putString(text);
      }
      case Boolean flag -> {
        out.putByte(2 << 3);
        out.putByte(flag ? 1 : 0);
      }
      case Long number -> {
        out.putByte(3 << 3);
        out.putVarint(number);
      }
      case Double number -> {
        out.putByte(4 << 3 | 1);
        out.putDouble(number);
      }
      case List<?> list -> {
        BytesWriter elements = new BytesWriter();
        for (Object element : list) {
          BytesWriter one = new BytesWriter();
          encode(element, one);
          message(elements, 1, one);
        }
        message(out, 5, elements);
      }
      case Map<?, ?> map -> {
        BytesWriter entries = new BytesWriter();
        map.forEach((key, element) -> {
          BytesWriter one = new BytesWriter();
          encode(element, one);
          BytesWriter entry = new BytesWriter();
          entry.putByte(1 << 3 | 2);
          entry.putString(String.valueOf(key));
          message(entry, 2, one);
          message(entries, 1, entry);
        });
        message(out, 6, entries);
      }
      default -> throw new IllegalArgumentException("no attribute value: " + value.getClass());
    }
  }

  private static void message(BytesWriter out, int field, BytesWriter content) {
    out.putByte(field << 3 | 2);
    out.putVarint(content.length());
    out.putBytes(content.array(), 0, content.length());
  }
}
