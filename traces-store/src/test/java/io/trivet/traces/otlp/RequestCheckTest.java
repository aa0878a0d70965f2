package io.trivet.traces.otlp;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.codec.MalformedBytesException;
import org.junit.jupiter.api.Test;

/// Expected answers follow from the protobuf encoding and RFC 3629.
final class RequestCheckTest {
  private static byte[] field(int number, byte... content) {
    BytesWriter out = new BytesWriter();
    out.putVarint(number << 3 | 2);
    out.putVarint(content.length);
    out.putBytes(content, 0, content.length);
    return out.toByteArray();
  }

  /// A request whose only span has one field.
  private static byte[] request(byte[] spanField) {
    return field(1, field(2, field(2, spanField)));
  }

  private static void check(byte[] request) {
    new RequestCheck().check(request, 0, request.length);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void texts_are_utf_8() {
    for (int[] good :
        new int[][] {
          {},
          {'a'},
          {0xc2, 0x80},
          {0xe0, 0xa0, 0x80},
          {0xed, 0x9f, 0xbf},
          {0xf0, 0x90, 0x80, 0x80},
          {0xf4, 0x8f, 0xbf, 0xbf}
        }) {
      assertThatCode(() -> check(request(field(5, bytes(good))))).doesNotThrowAnyException();
    }
    for (int[] bad :
        new int[][] {
          {0x80},
          {'a', 0xc2},
          {0xc0, 0x80},
          {0xc1, 0xbf},
          {0xe0, 0x9f, 0xbf},
          {0xed, 0xa0, 0x80},
          {0xe2, 0x82},
          {0xe2, 0x82, 'a'},
          {0xf0, 0x8f, 0xbf, 0xbf},
          {0xf4, 0x90, 0x80, 0x80},
          {0xf5, 0x80, 0x80, 0x80}
        }) {
      for (byte[] field :
          new byte[][] {
            field(5, bytes(bad)),
            field(9, field(1, bytes(bad))),
            field(9, field(2, field(1, bytes(bad)))),
            field(11, field(2, bytes(bad))),
            field(13, field(3, bytes(bad))),
            field(15, field(2, bytes(bad)))
          }) {
        assertThatThrownBy(() -> check(request(field)))
            .isInstanceOf(MalformedBytesException.class)
            .hasMessageContaining("not valid UTF-8");
      }
    }
  }

  @Test
  void bytes_and_fields_of_later_versions_may_hold_anything() {
    byte[] anything = bytes(0xff, 0x80);
    assertThatCode(() -> check(request(field(1, anything)))).doesNotThrowAnyException();
    assertThatCode(() -> check(request(field(99, anything)))).doesNotThrowAnyException();
    assertThatCode(() -> check(request(field(9, field(2, field(7, anything))))))
        .doesNotThrowAnyException();
  }

  @Test
  void values_nest_only_so_deep_that_every_library_can_read_them() {
    byte[] value = field(1, bytes('a'));
    for (int i = 0; i < 20; i++) {
      value = field(5, field(1, value));
    }
    byte[] deep = value;
    assertThatCode(() -> check(request(field(9, field(2, deep))))).doesNotThrowAnyException();
    for (int i = 0; i < 20; i++) {
      value = field(5, field(1, value));
    }
    byte[] tooDeep = value;
    assertThatThrownBy(() -> check(request(field(9, field(2, tooDeep)))))
        .hasMessageContaining("in one another");
  }

  @Test
  void a_message_cut_short_is_refused_wherever_it_ends() {
    byte[] whole = request(field(9, field(2, field(1, bytes('a', 'b', 'c')))));
    for (int length = 1; length < whole.length; length++) {
      int end = length;
      assertThatThrownBy(() -> new RequestCheck().check(whole, 0, end))
          .isInstanceOf(MalformedBytesException.class);
    }
  }
}
