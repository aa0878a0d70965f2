package io.trivet.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DurationTextTest {
  @Test
  void reads_the_spelling_of_prometheus() {
    assertThat(DurationText.parsePrometheus("1h30m")).isEqualTo(5_400_000);
    assertThat(DurationText.parsePrometheus("5m")).isEqualTo(300_000);
    assertThat(DurationText.parsePrometheus("1w2d3h4m5s6ms")).isEqualTo(788_645_006L);
    assertThat(DurationText.parsePrometheus("0")).isZero();
    for (String bad :
        new String[] {"", "5", "m", "1m1h", "1m1m", "-1m", "1.5h", "1h ", "300y", "1x"}) {
      assertThat(DurationText.parsePrometheus(bad)).as(bad).isNull();
    }
  }

  @Test
  void writes_the_spelling_of_prometheus() {
    assertThat(DurationText.formatPrometheus(0)).isEqualTo("0s");
    assertThat(DurationText.formatPrometheus(5_400_000)).isEqualTo("1h30m");
    assertThat(DurationText.formatPrometheus(90L * 86_400_000)).isEqualTo("90d");
    assertThat(DurationText.formatPrometheus(15)).isEqualTo("15ms");
  }

  @Test
  void reads_and_writes_the_spelling_of_go() {
    assertThat(DurationText.parseGo("1.5h")).isEqualTo(5_400_000_000_000L);
    assertThat(DurationText.parseGo("-2ms")).isEqualTo(-2_000_000);
    assertThat(DurationText.parseGo("1m30s")).isEqualTo(90_000_000_000L);
    assertThat(DurationText.parseGo("1")).isNull();
    assertThat(DurationText.formatGo(5_400_000_000_000L)).isEqualTo("1h30m0s");
    assertThat(DurationText.formatGo(1_500_000_000L)).isEqualTo("1.5s");
    assertThat(DurationText.formatGo(20_000_000)).isEqualTo("20ms");
    assertThat(DurationText.formatGo(0)).isEqualTo("0s");
    assertThat(DurationText.formatGo(1_500)).isEqualTo("1.5\u00b5s");
  }
}
