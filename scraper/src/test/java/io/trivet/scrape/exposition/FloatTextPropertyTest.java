package io.trivet.scrape.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FloatTextPropertyTest {

  private static double parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return FloatText.parse(bytes, 0, bytes.length);
  }

  @Test
  void reads_every_double_back_from_its_shortest_text() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 500_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isNaN(value) || Double.isInfinite(value)) {
        continue;
      }
      String text = Double.toString(value);
      assertThat(Double.doubleToRawLongBits(parse(text)))
          .as("seed %d: %s", seed, text)
          .isEqualTo(Double.doubleToRawLongBits(value));
    }
  }

  @Test
  void rounds_any_decimal_as_the_jdk_does() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 300_000; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
      int digits = 1 + random.nextInt(25);
      int point = random.nextInt(digits + 1);
      for (int d = 0; d < digits; d++) {
        text.append(d == point ? "." : "").append((char) ('0' + random.nextInt(10)));
      }
      if (random.nextInt(3) > 0) {
        text.append(random.nextBoolean() ? 'e' : 'E').append(random.nextInt(560) - 280);
      }
      double expected = Double.parseDouble(text.toString());
      assertThat(Double.doubleToRawLongBits(parse(text.toString())))
          .as("seed %d: %s", seed, text)
          .isEqualTo(Double.doubleToRawLongBits(expected));
    }
  }

  @Test
  void rounds_halfway_cases_to_even() {
    assertThat(parse("9007199254740993")).isEqualTo(9007199254740992.0);
    assertThat(parse("9007199254740995")).isEqualTo(9007199254740996.0);
    assertThat(parse("9007199254740993.000000000000000000000001")).isEqualTo(9007199254740994.0);
    assertThat(parse("4.9e-324")).isEqualTo(Double.MIN_VALUE);
    assertThat(parse("1e-400")).isZero();
  }

  @Test
  void refuses_what_go_refuses() {
    for (String text :
        new String[] {"", "+", ".", "e5", "1e", "1e+", "0x1F", "1 ", "+nan", "1e5x"}) {
      assertThatThrownBy(() -> parse(text))
          .hasMessage(
              String.format(
                  Locale.ROOT, "strconv.ParseFloat: parsing \"%s\": invalid syntax", text));
    }
    assertThatThrownBy(() -> parse("0x1p-3")).hasMessage("unsupported character in float");
    assertThatThrownBy(() -> parse("1_0")).hasMessage("unsupported character in float");
    assertThatThrownBy(() -> parse("1e400")).hasMessageEndingWith("value out of range");
  }

  @Test
  void writes_bounds_as_openmetrics_does() {
    assertThat(GoText.openMetricsFloat(1)).isEqualTo("1.0");
    assertThat(GoText.openMetricsFloat(1000)).isEqualTo("1000.0");
    assertThat(GoText.openMetricsFloat(1_000_000)).isEqualTo("1e+06");
    assertThat(GoText.openMetricsFloat(1_234_567)).isEqualTo("1.234567e+06");
    assertThat(GoText.openMetricsFloat(0.00001)).isEqualTo("1e-05");
    assertThat(GoText.openMetricsFloat(0.0001)).isEqualTo("0.0001");
    assertThat(GoText.openMetricsFloat(-2.5)).isEqualTo("-2.5");
    assertThat(GoText.openMetricsFloat(Double.POSITIVE_INFINITY)).isEqualTo("+Inf");
  }
}
