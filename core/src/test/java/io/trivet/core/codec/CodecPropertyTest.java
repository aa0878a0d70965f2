package io.trivet.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CodecPropertyTest {
  @Test
  void numbers_come_back_as_they_were_written() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    BytesWriter out = new BytesWriter();
    long[] values = new long[2000];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextLong() >> random.nextInt(64);
      out.putVarint(values[i]);
      out.putSigned(values[i]);
      out.putLong(values[i]);
      out.putInt((int) values[i]);
      out.putDouble((double) values[i]);
      out.putString("t\u00e4xt" + values[i]);
    }
    BytesReader in = new BytesReader(out.array(), 0, out.length());
    for (long value : values) {
      assertThat(in.getVarint()).as("seed %d", seed).isEqualTo(value);
      assertThat(in.getSigned()).isEqualTo(value);
      assertThat(in.getLong()).isEqualTo(value);
      assertThat(in.getInt()).isEqualTo((int) value);
      assertThat(in.getDouble()).isEqualTo((double) value);
      assertThat(in.getString()).isEqualTo("t\u00e4xt" + value);
    }
    assertThat(in.atEnd()).isTrue();
    assertThatThrownBy(in::getByte).isInstanceOf(MalformedBytesException.class);
  }

  @Test
  void bit_fields_of_any_width_come_back() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      int count = random.nextInt(300);
      int[] widths = new int[count];
      long[] values = new long[count];
      BytesWriter out = new BytesWriter();
      out.putByte(7);
      BitWriter bits = new BitWriter(out);
      for (int i = 0; i < count; i++) {
        widths[i] = random.nextInt(65);
        values[i] = widths[i] == 0 ? 0 : random.nextLong() >>> 64 - widths[i];
        bits.put(values[i], widths[i]);
      }
      bits.align();
      out.putByte(9);
      BitReader in = new BitReader();
      byte[] bytes = out.toByteArray();
      in.reset(bytes, 1, bytes.length - 1);
      for (int i = 0; i < count; i++) {
        assertThat(in.get(widths[i])).as("seed %d field %d", seed, i).isEqualTo(values[i]);
      }
      in.align();
      assertThat(bytes[in.bytePosition()]).isEqualTo((byte) 9);
    }
  }

  @Test
  void zstd_gives_back_what_it_was_given_and_refuses_damage() {
    try (Zstd zstd = new Zstd()) {
      byte[] text = "a line of log ".repeat(1000).getBytes(StandardCharsets.UTF_8);
      BytesWriter out = new BytesWriter();
      int length = zstd.compress(text, 0, text.length, out);
      assertThat(length).isLessThan(200);
      byte[] back = new byte[text.length];
      zstd.decompress(out.array(), 0, length, back, 0, back.length);
      assertThat(back).isEqualTo(text);
      assertThatThrownBy(() -> zstd.decompress(out.array(), 0, length - 3, back, 0, back.length))
          .isInstanceOf(MalformedBytesException.class);
    }
  }

  @Test
  void random_bytes_never_break_the_protobuf_cursor() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ProtoReader in = new ProtoReader();
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      in.reset(bytes, 0, bytes.length);
      try {
        while (in.next()) {
          in.skip();
        }
      } catch (MalformedBytesException e) {
        assertThat(e.position()).as("seed %d", seed).isBetween(0L, (long) bytes.length);
      }
    }
  }

  @Test
  void a_hash_depends_on_every_byte() {
    Hash128 hash = new Hash128();
    byte[] bytes = new byte[40];
    hash.hash(bytes, 0, bytes.length);
    long high = hash.high();
    long low = hash.low();
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = 1;
      hash.hash(bytes, 0, bytes.length);
      assertThat(hash.high()).isNotEqualTo(high);
      assertThat(hash.low()).isNotEqualTo(low);
      bytes[i] = 0;
    }
    hash.hash(bytes, 0, 39);
    assertThat(hash.high()).isNotEqualTo(high);
  }
}
