package io.trivet.appliance.api.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.appliance.api.http.Parameters;
import org.junit.jupiter.api.Test;

class ApiParametersTest {
  @Test
  void times_are_seconds_rounded_to_milliseconds_or_rfc_3339() {
    assertThat(ApiParameters.time("1.5")).isEqualTo(1500);
    assertThat(ApiParameters.time("1e3")).isEqualTo(1_000_000);
    assertThat(ApiParameters.time("-1.25")).isEqualTo(-1250);
    assertThat(ApiParameters.time("0.0005")).isEqualTo(1);
    // As a float this is a little less than half a millisecond.
    assertThat(ApiParameters.time("1.0005")).isEqualTo(1000);
    assertThat(ApiParameters.time("0x1p3")).isEqualTo(8000);
    assertThat(ApiParameters.time("0".repeat(60) + "1")).isEqualTo(1000);
    assertThat(ApiParameters.time("1970-01-01T00:00:01.5Z")).isEqualTo(1500);
    assertThat(ApiParameters.time("1970-01-01T01:00:00+01:00")).isZero();
  }

  @Test
  void what_is_no_time_is_refused() {
    for (String text :
        new String[] {
          "",
          "x",
          "NaN",
          "Inf",
          "1e400",
          "1e18",
          "--1",
          "1.2.3",
          "1 ",
          "1970-01-01",
          "1970-01-01T00:00Z",
          "1970-01-01t00:00:00z",
          "1970-01-01T00:00:00+01",
          "1970-01-01T00:00:00",
          "1970-02-30T00:00:00Z"
        }) {
      assertThat(ApiParameters.time(text)).as(text).isNull();
    }
  }

  @Test
  void durations_are_seconds_or_have_units() {
    assertThat(ApiParameters.duration("step", "1.5")).isEqualTo(1500);
    assertThat(ApiParameters.duration("step", "1m30s")).isEqualTo(90_000);
    assertThat(ApiParameters.duration("step", "9223372036")).isEqualTo(9_223_372_036_000L);
    assertThatThrownBy(() -> ApiParameters.duration("step", "9223372037"))
        .hasMessageContaining("overflows int64");
    assertThatThrownBy(() -> ApiParameters.duration("step", "1h1h"))
        .hasMessageContaining("cannot parse");
  }

  @Test
  void bytes_that_are_not_utf_8_are_seen_by_those_who_ask() {
    Parameters parameters = Parameters.parse("", "query=a%ffb&query=%c3%a4");
    assertThat(parameters.get("query")).isEqualTo("a\ufffdb");
    assertThat(parameters.exact("query")).isEqualTo("a\udcffb");
    assertThat(parameters.all("query")).containsExactly("a\ufffdb", "\u00e4");
  }

  @Test
  void selectors_are_refused_with_the_name_of_the_parameter_only_where_it_is_asked_for() {
    Parameters broken = Parameters.parse("", "match[]=up&match[]=%7b");
    String reason = "1:2: parse error: unexpected end of input inside braces";
    assertThatThrownBy(() -> ApiParameters.selectors(broken)).hasMessage(reason);
    assertThatThrownBy(() -> ApiParameters.namedSelectors(broken))
        .hasMessage("invalid parameter \"match[]\": " + reason);
    Parameters undemanding = Parameters.parse("", "match[]=%7ba=~%22.*%22%7d");
    String empty = "match[] must contain at least one non-empty matcher";
    assertThatThrownBy(() -> ApiParameters.selectors(undemanding)).hasMessage(empty);
    assertThatThrownBy(() -> ApiParameters.namedSelectors(undemanding))
        .hasMessage("invalid parameter \"match[]\": " + empty);
  }
}
