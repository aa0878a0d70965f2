package io.trivet.appliance.api.prometheus.federate;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.label.Labels;
import io.trivet.metrics.histogram.NativeHistogram;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FederateTest {
  private static final Exposed PLAIN =
      Exposed.of(
          Labels.of("__name__", "a b", "job", "x\"\n"), Map.of("replica", "r"), 1000, 1.5, null);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.b c_d | UNDERSCORES | a_b_c_d",
        "a.b c_d | DOTS | a_dot_b__c__d",
        "a.b c_d | VALUES | U__a_2e_b_20_c__d",
        "a.b c_d | ALLOW_UTF_8 | a.b c_d",
        "a_b:c | DOTS | a_b:c",
        "1a | VALUES | U___31_a",
      })
  void names_are_escaped(String name, NameEscaping escaping, String expected) {
    assertThat(escaping.escape(name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | TEXT | UNDERSCORES",
        "text/plain;version=1.0.0;escaping=dots | TEXT | DOTS",
        "application/openmetrics-text,text/plain;q=0.5;escaping=allow-utf-8 | TEXT | ALLOW_UTF_8",
        "text/plain;q=0.1,application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
            + "encoding=delimited;q=0.9 | PROTO_DELIMITED | UNDERSCORES",
        "application/vnd.google.protobuf;encoding=delimited | TEXT | UNDERSCORES",
        "text/plain;q=nonsense;escaping=nonsense | TEXT | UNDERSCORES",
      })
  void the_format_is_what_is_accepted(
      String accept, FederateFormat.Kind kind, NameEscaping escaping) {
    assertThat(FederateFormat.accepted(accept)).isEqualTo(new FederateFormat(kind, escaping));
  }

  @Test
  void text() {
    assertThat(TextExposition.write(List.of(PLAIN), NameEscaping.UNDERSCORES))
        .isEqualTo(
            "# TYPE a_b untyped\na_b{job=\"x\\\"\\n\",instance=\"\",replica=\"r\"} 1.5 1000\n");
    assertThat(TextExposition.write(List.of(PLAIN), NameEscaping.ALLOW_UTF_8))
        .isEqualTo(
            """
            # TYPE "a b" untyped
            {"a b",job="x\\"\\n",instance="",replica="r"} 1.5 1000
            """);
  }

  @Test
  void protobuf_as_text() {
    FederateFormat format =
        new FederateFormat(FederateFormat.Kind.PROTO_COMPACT, NameEscaping.UNDERSCORES);
    assertThat(new String(ProtoExposition.write(List.of(PLAIN), format), StandardCharsets.UTF_8))
        .isEqualTo(
            "name: \"a_b\" type: UNTYPED metric: { label: { name: \"job\" value: \"x\\\"\\n\" }"
                + " label: { name: \"instance\" value: \"\" }"
                + " label: { name: \"replica\" value: \"r\" }"
                + " untyped: { value: 1.5 } timestamp_ms: 1000 } \n");
  }

  @Test
  void delimited_protobuf_holds_native_histograms() {
    NativeHistogram histogram =
        new NativeHistogram(
            NativeHistogram.ResetHint.GAUGE,
            -1,
            0.5,
            1,
            3,
            7,
            new int[] {-2, 1},
            new double[] {2},
            null,
            null,
            null,
            true);
    Exposed one = Exposed.of(Labels.of("__name__", "h"), Map.of(), 5, 0, histogram);
    byte[] bytes =
        ProtoExposition.write(
            List.of(one),
            new FederateFormat(FederateFormat.Kind.PROTO_DELIMITED, NameEscaping.UNDERSCORES));
    assertThat(bytes[0]).isEqualTo((byte) (bytes.length - 1));
    assertThat(HexFormat.of().formatHex(bytes))
        // name "h", type 5
        .contains("0a01681805")
        // schema -1 as sint32, zero threshold 0.5
        .contains("2801" + "31000000000000e03f")
        // a span of length 1 at -2, and its count
        .contains("6204" + "08031001" + "710000000000000040");
  }
}
