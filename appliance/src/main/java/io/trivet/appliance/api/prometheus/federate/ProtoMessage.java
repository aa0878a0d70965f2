package io.trivet.appliance.api.prometheus.federate;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.label.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A protobuf message that can be written in binary or as text. Owned by one thread.
final class ProtoMessage {
  private sealed interface Field {
    String name();

    record Text(int number, String name, String value) implements Field {}

    record Float64(int number, String name, double value) implements Field {}

    record Whole(int number, String name, long value) implements Field {}

    /// A number of type `sint32`.
    record Signed(int number, String name, int value) implements Field {}

    record Word(int number, String name, int value, String word) implements Field {}

    record Nested(int number, String name, ProtoMessage value) implements Field {}
  }

  private final List<Field> fields = new ArrayList<>();

  ProtoMessage text(int number, String name, String value) {
    fields.add(new Field.Text(number, name, value));
    return this;
  }

  ProtoMessage float64(int number, String name, double value) {
    fields.add(new Field.Float64(number, name, value));
    return this;
  }

  ProtoMessage whole(int number, String name, long value) {
    fields.add(new Field.Whole(number, name, value));
    return this;
  }

  ProtoMessage signed(int number, String name, int value) {
    fields.add(new Field.Signed(number, name, value));
    return this;
  }

  /// A value of an enum.
  ProtoMessage word(int number, String name, int value, String word) {
    fields.add(new Field.Word(number, name, value, word));
    return this;
  }

  ProtoMessage nested(int number, String name, ProtoMessage value) {
    fields.add(new Field.Nested(number, name, value));
    return this;
  }

  BytesWriter binary() {
    BytesWriter out = new BytesWriter();
    for (Field field : fields) {
      switch (field) {
        case Field.Text(int number, _, String value) -> {
          byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
          tag(out, number, 2);
          out.putVarint(utf8.length);
          out.putBytes(utf8);
        }
        case Field.Float64(int number, _, double value) -> {
          tag(out, number, 1);
          out.putDouble(value);
        }
        case Field.Whole(int number, _, long value) -> {
          tag(out, number, 0);
          out.putVarint(value);
        }
        case Field.Signed(int number, _, int value) -> {
          tag(out, number, 0);
          out.putVarint(Integer.toUnsignedLong(value << 1 ^ value >> 31));
        }
        case Field.Word(int number, _, int value, _) -> {
          tag(out, number, 0);
          out.putVarint(value);
        }
        case Field.Nested(int number, _, ProtoMessage value) -> {
          BytesWriter below = value.binary();
          tag(out, number, 2);
          out.putVarint(below.length());
          out.putBytes(below.array(), 0, below.length());
        }
      }
    }
    return out;
  }

  private static void tag(BytesWriter out, int number, int type) {
    out.putVarint((long) number << 3 | type);
  }

  /// @param indent -1 to write all on one line
  void text(StringBuilder out, int indent) {
    boolean compact = indent < 0;
    for (Field field : fields) {
      out.repeat(' ', Math.max(0, indent)).append(field.name());
      switch (field) {
        case Field.Text(_, _, String value) -> {
          out.append(": ");
          Labels.quote(value, out);
        }
        case Field.Float64(_, _, double value) -> out.append(": ").append(number(value));
        case Field.Whole(_, _, long value) -> out.append(": ").append(value);
        case Field.Signed(_, _, int value) -> out.append(": ").append(value);
        case Field.Word(_, _, _, String word) -> out.append(": ").append(word);
        case Field.Nested(_, _, ProtoMessage value) -> {
          out.append(compact ? ": { " : ": {\n");
          value.text(out, compact ? -1 : indent + 2);
          out.repeat(' ', Math.max(0, indent)).append('}');
        }
      }
      out.append(compact ? ' ' : '\n');
    }
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value).toLowerCase(Locale.ROOT);
  }
}
