package io.trivet.appliance.api.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.appliance.api.http.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TempoParametersTest {
  @Test
  void short_trace_ids_are_the_lower_digits() {
    assertThat(TempoParameters.TraceId.parse("ABC"))
        .isEqualTo(new TempoParameters.TraceId(0, 0xabc));
    assertThat(TempoParameters.TraceId.parse("1" + "0".repeat(15) + "f".repeat(16)))
        .isEqualTo(new TempoParameters.TraceId(0x1000000000000000L, -1));
  }

  @Test
  void bad_trace_ids_are_refused_with_the_position() {
    assertThatThrownBy(() -> TempoParameters.TraceId.parse("12x"))
        .hasMessageContaining("invalid character 'x' at position 3");
    assertThatThrownBy(() -> TempoParameters.TraceId.parse("1".repeat(33)))
        .hasMessage("trace IDs can't be larger than 128 bits");
  }

  @ParameterizedTest
  @CsvSource({"3600,15", "60,1", "86400,300", "30,0.1", "5,0.05", "604800,2400"})
  void the_automatic_step_gives_at_most_about_240_intervals(long seconds, double step) {
    assertThat(TempoParameters.automaticStep(seconds * TempoParameters.SECOND))
        .isEqualTo((long) (step * TempoParameters.SECOND));
  }

  @Test
  void one_of_start_and_end_alone_is_refused() {
    assertThatThrownBy(() -> TempoParameters.range(Parameters.parse("", "start=5"), 10, 0))
        .hasMessageContaining("only one of start and end provided");
  }
}
