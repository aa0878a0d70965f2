package io.trivet.traces.otlp;

import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.codec.ProtoReader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Checks every field of an `ExportTraceServiceRequest` that a reader of the stored trace decodes:
/// wire types, UTF-8 of texts, and depth. What passes can be read by every protobuf library, whose
/// usual limit is 100 messages in one another. Owned by one thread.
///
/// Source: `opentelemetry/proto/{trace,common,resource}/v1`, version 1.
public final class RequestCheck {
  private static final int MAX_DEPTH = 64;
  private static final long NOT_ASCII = 0x8080_8080_8080_8080L;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final ProtoReader in = new ProtoReader();
  private int spans;

  /// What a field holds, where that is more than a number or bytes.
  private enum Kind {
    OTHER,
    TEXT,
    RESOURCE_SPANS,
    RESOURCE,
    ENTITY,
    SCOPE_SPANS,
    SCOPE,
    SPAN,
    EVENT,
    LINK,
    STATUS,
    ATTRIBUTE,
    VALUE,
    ARRAY,
    MAP,
    REQUEST;

    /// What a field of this message holds.
    Kind field(int number) {
      return switch (this) {
        case REQUEST -> number == 1 ? RESOURCE_SPANS : OTHER;
        case RESOURCE_SPANS -> of(number, 1, RESOURCE, 2, SCOPE_SPANS, 3, TEXT);
        case RESOURCE -> of(number, 1, ATTRIBUTE, 3, ENTITY, 0, OTHER);
        case ENTITY -> number >= 1 && number <= 4 ? TEXT : OTHER;
        case SCOPE_SPANS -> of(number, 1, SCOPE, 2, SPAN, 3, TEXT);
        case SCOPE -> of(number, 1, TEXT, 2, TEXT, 3, ATTRIBUTE);
        case SPAN ->
            switch (number) {
              case 3, 5 -> TEXT;
              case 9 -> ATTRIBUTE;
              case 11 -> EVENT;
              case 13 -> LINK;
              case 15 -> STATUS;
              default -> OTHER;
            };
        case EVENT -> of(number, 2, TEXT, 3, ATTRIBUTE, 0, OTHER);
        case LINK -> of(number, 3, TEXT, 4, ATTRIBUTE, 0, OTHER);
        case STATUS -> number == 2 ? TEXT : OTHER;
        case ATTRIBUTE -> of(number, 1, TEXT, 2, VALUE, 0, OTHER);
        case VALUE -> of(number, 1, TEXT, 5, ARRAY, 6, MAP);
        case ARRAY -> number == 1 ? VALUE : OTHER;
        case MAP -> number == 1 ? ATTRIBUTE : OTHER;
        case TEXT, OTHER -> OTHER;
      };
    }

    private static Kind of(int number, int a, Kind first, int b, Kind second, int c, Kind third) {
      return number == a ? first : number == b ? second : number == c ? third : OTHER;
    }
  }

  /// @return the number of spans in it
  /// @throws MalformedBytesException with the byte position of what is wrong
  public int check(byte[] buffer, int offset, int length) {
    in.reset(buffer, offset, length);
    spans = 0;
    message(Kind.REQUEST, offset, 0);
    return spans;
  }

  private void message(Kind message, int base, int depth) {
    if (depth > MAX_DEPTH) {
      throw new MalformedBytesException(
          in.position() - base, "more than " + MAX_DEPTH + " messages in one another");
    }
    while (in.next()) {
      Kind kind = message.field(in.field());
      if (kind == Kind.OTHER) {
        in.skip();
      } else if (kind == Kind.TEXT) {
        in.expect(ProtoReader.BYTES);
        int length = in.length();
        int invalid = firstInvalid(in.array(), in.take(length), length);
        if (invalid >= 0) {
          throw new MalformedBytesException(
              invalid - base, "text of field " + in.field() + " is not valid UTF-8");
        }
      } else {
        spans += kind == Kind.SPAN ? 1 : 0;
        int outer = in.enter();
        message(kind, base, depth + 1);
        in.leave(outer);
      }
    }
  }

  /// Position of the first byte that is no part of valid UTF-8, or -1.
  private static int firstInvalid(byte[] text, int offset, int length) {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      if (at + 8 <= end && ((long) LONG.get(text, at) & NOT_ASCII) == 0) {
        at += 8;
        continue;
      }
      if (text[at] >= 0) {
        at++;
        continue;
      }
      int bytes = sequence(text, at, end);
      if (bytes == 0) {
        return at;
      }
      at += bytes;
    }
    return -1;
  }

  /// Bytes of the sequence that starts with a byte over 0x7f, or 0 where there is none: RFC 3629,
  /// section 4, whose second bytes leave no overlong form, no surrogate and nothing over U+10FFFF.
  private static int sequence(byte[] text, int at, int end) {
    int first = text[at] & 0xff;
    int bytes =
        first >= 0xc2 && first <= 0xdf
            ? 2
            : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
    if (bytes == 0 || end - at < bytes) {
      return 0;
    }
    int lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    int second = text[at + 1] & 0xff;
    if (second < lowest || second > highest) {
      return 0;
    }
    for (int i = 2; i < bytes; i++) {
      if ((text[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return bytes;
  }
}
