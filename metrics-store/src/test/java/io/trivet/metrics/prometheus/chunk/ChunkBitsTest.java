package io.trivet.metrics.prometheus.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.codec.BytesWriter;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ChunkBitsTest {
  private static String bits(Consumer<ChunkBits> writing) {
    BytesWriter out = new BytesWriter();
    ChunkBits bits = new ChunkBits(out);
    writing.accept(bits);
    bits.end();
    return HexFormat.of().formatHex(out.toByteArray());
  }

  @Test
  void signed_numbers_have_as_many_ones_as_their_width_asks_for() {
    assertThat(bits(b -> b.signed(0))).isEqualTo("00");
    // 10 100: the positive end of three bits is 4.
    assertThat(bits(b -> b.signed(4))).isEqualTo("a0");
    // 10 101
    assertThat(bits(b -> b.signed(-3))).isEqualTo("a8");
    // 110 111100
    assertThat(bits(b -> b.signed(-4))).isEqualTo("de00");
    assertThat(bits(b -> b.signed(Long.MIN_VALUE))).isEqualTo("ff8000000000000000");
  }

  @Test
  void unsigned_numbers_use_all_bits_of_a_width() {
    // 10 111
    assertThat(bits(b -> b.unsigned(7))).isEqualTo("b8");
    // 110 001000
    assertThat(bits(b -> b.unsigned(8))).isEqualTo("c400");
  }

  @Test
  void a_chunk_of_one_float_is_its_count_time_and_value() {
    SampleBuffer samples = new SampleBuffer();
    samples.add(1000, 1.0);
    BytesWriter out = new BytesWriter();
    XorChunk.write(samples, 0, 1, out);
    // 1000 in zigzag is 2000: d0 0f.
    assertThat(HexFormat.of().formatHex(out.toByteArray()))
        .isEqualTo("0001" + "d00f" + "3ff0000000000000");
  }

  @Test
  void equal_floats_at_equal_steps_take_two_bits() {
    SampleBuffer samples = new SampleBuffer();
    samples.add(0, 1.0);
    samples.add(5, 1.0);
    samples.add(10, 1.0);
    BytesWriter out = new BytesWriter();
    XorChunk.write(samples, 0, 3, out);
    assertThat(HexFormat.of().formatHex(out.toByteArray()))
        .isEqualTo("0003" + "00" + "3ff0000000000000" + "05" + "00");
  }

  @Test
  void a_chunk_of_one_histogram_is_layout_then_numbers() {
    SampleBuffer samples = new SampleBuffer();
    samples.add(
        0,
        new NativeHistogram(
            NativeHistogram.ResetHint.UNKNOWN,
            0,
            0,
            0,
            1,
            1.0,
            new int[] {0, 1},
            new double[] {1},
            null,
            null,
            null,
            true));
    BytesWriter out = new BytesWriter();
    HistogramChunk.write(samples, 0, 1, NativeHistogram.ResetHint.RESET, out);
    // Count, reset, threshold 0; then the bits: schema 0, one span 10001 10001 0, none 0, time 0,
    // count 10001, zero count 0, sum (64 bits), bucket 10001.
    String bits = "0" + "10001" + "10001" + "0" + "0" + "0" + "10001" + "0";
    bits += String.format("%64s", Long.toBinaryString(0x3ff0000000000000L)).replace(' ', '0');
    bits += "10001";
    StringBuilder hex = new StringBuilder("0001" + "80" + "00");
    String padded = bits + "0".repeat((8 - bits.length() % 8) % 8);
    for (int i = 0; i < padded.length(); i += 4) {
      hex.append(Integer.toHexString(Integer.parseInt(padded.substring(i, i + 4), 2)));
    }
    assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo(hex.toString());
  }
}
