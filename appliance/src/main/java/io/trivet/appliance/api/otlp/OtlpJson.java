package io.trivet.appliance.api.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.trivet.appliance.api.http.JsonBody;
import io.trivet.core.error.TrivetException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Reads the JSON of OTLP into a protobuf message. It differs from the JSON of protobuf: trace and
/// span ids are hexadecimal, enums are numbers, unknown members are ignored. Names of enums, names
/// of fields in snake case and 64-bit integers as numbers are understood as well.
///
/// Source: OpenTelemetry Protocol Specification, "JSON Protobuf Encoding".
final class OtlpJson {
  /// Deepest nesting of objects and lists, about 30 levels of attribute values.
  private static final int MAX_DEPTH = 128;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(100)
                  .build())
          .build();
  private static final HexFormat HEX = HexFormat.of();

  private final JsonParser in;

  private OtlpJson(JsonParser in) {
    this.in = in;
  }

  /// Fills the builder from a body.
  ///
  /// @throws TrivetException of kind BAD_DATA with line and column if it does not fit
  static void read(byte[] body, Message.Builder into) {
    JsonBody.read(JSON, body, in -> new OtlpJson(in).request(into));
  }

  private void request(Message.Builder into) throws IOException {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      throw bad("expected an object");
    }
    object(into);
    if (in.nextToken() != null) {
      throw bad("unexpected text after the request");
    }
  }

  private TrivetException bad(String problem) {
    return JsonBody.bad(in, problem);
  }

  private void object(Message.Builder into) throws IOException {
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      FieldDescriptor field = field(into, in.currentName());
      JsonToken value = in.nextToken();
      if (field == null || value == JsonToken.VALUE_NULL) {
        in.skipChildren();
      } else if (field.isRepeated()) {
        if (value != JsonToken.START_ARRAY) {
          throw bad("expected a list for " + field.getJsonName());
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
          if (in.currentToken() != JsonToken.VALUE_NULL) {
            into.addRepeatedField(field, value(into, field));
          }
        }
      } else {
        into.setField(field, value(into, field));
      }
    }
  }

  private static @Nullable FieldDescriptor field(Message.Builder into, String name) {
    for (FieldDescriptor field : into.getDescriptorForType().getFields()) {
      if (field.getJsonName().equals(name) || field.getName().equals(name)) {
        return field;
      }
    }
    return null;
  }

  private Object value(Message.Builder into, FieldDescriptor field) throws IOException {
    return switch (field.getJavaType()) {
      case MESSAGE -> {
        if (in.currentToken() != JsonToken.START_OBJECT) {
          throw bad("expected an object for " + field.getJsonName());
        }
        Message.Builder inner = into.newBuilderForField(field);
        object(inner);
        yield inner.build();
      }
      case STRING -> text(field);
      case BYTE_STRING -> bytes(field);
      case BOOLEAN -> {
        if (!in.currentToken().isBoolean()) {
          throw bad("expected true or false for " + field.getJsonName());
        }
        yield in.getBooleanValue();
      }
      case ENUM -> enumValue(field);
      case INT -> (int) integer(field, 32);
      case LONG -> integer(field, 64);
      case DOUBLE -> floating(field);
      case FLOAT -> (float) floating(field);
    };
  }

  private String text(FieldDescriptor field) throws IOException {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      throw bad("expected a text for " + field.getJsonName());
    }
    return in.getText();
  }

  private ByteString bytes(FieldDescriptor field) throws IOException {
    String text = text(field);
    boolean id = field.getName().endsWith("trace_id") || field.getName().endsWith("span_id");
    try {
      return ByteString.copyFrom(id ? HEX.parseHex(text) : Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw bad(field.getJsonName() + (id ? " is not hexadecimal" : " is not base64"));
    }
  }

  private EnumValueDescriptor enumValue(FieldDescriptor field) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_STRING) {
      EnumValueDescriptor named = field.getEnumType().findValueByName(in.getText());
      if (named != null) {
        return named;
      }
    }
    return field.getEnumType().findValueByNumberCreatingIfUnknown((int) integer(field, 32));
  }

  private long integer(FieldDescriptor field, int bits) throws IOException {
    String text = in.getText();
    boolean number = in.currentToken().isNumeric() || in.currentToken() == JsonToken.VALUE_STRING;
    try {
      if (number && text.length() <= 100) {
        boolean plain = text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
        if (plain && text.length() < 19) {
          return checked(Long.parseLong(text), bits);
        }
        BigDecimal exact = new BigDecimal(text);
        if (exact.scale() > -100 && exact.precision() < 100) {
          java.math.BigInteger whole = exact.toBigIntegerExact();
          if (whole.bitLength() <= 64 && (whole.signum() >= 0 || whole.bitLength() <= 63)) {
            return checked(whole.longValue(), bits);
          }
        }
      }
    } catch (NumberFormatException e) {
      throw bad(
          "expected an integer for " + field.getJsonName() + ", found \"" + shown(text) + "\"");
    } catch (ArithmeticException e) {
      throw bad(field.getJsonName() + " is no whole number: " + shown(text));
    }
    throw bad("expected an integer for " + field.getJsonName());
  }

  private static long checked(long value, int bits) {
    if (bits == 32 && (value < Integer.MIN_VALUE || value > 0xffff_ffffL)) {
      throw new NumberFormatException();
    }
    return value;
  }

  private double floating(FieldDescriptor field) throws IOException {
    if (in.currentToken().isNumeric()) {
      return in.getDoubleValue();
    }
    String text = text(field);
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> {
        try {
          yield Double.parseDouble(text);
        } catch (NumberFormatException e) {
          throw bad("expected a number for " + field.getJsonName());
        }
      }
    };
  }

  private static String shown(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
