package io.trivet.appliance.api.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpJsonTest {
  private static ExportTraceServiceRequest read(String json) {
    ExportTraceServiceRequest.Builder builder = ExportTraceServiceRequest.newBuilder();
    OtlpJson.read(json.getBytes(StandardCharsets.UTF_8), builder);
    return builder.build();
  }

  private static Span span(String members) {
    return read("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{" + members + "}]}]}]}")
        .getResourceSpans(0)
        .getScopeSpans(0)
        .getSpans(0);
  }

  @Test
  void ids_are_hexadecimal_in_any_case() {
    Span span =
        span("\"traceId\":\"5B8EFFF798038103d269b633813fc60c\",\"spanId\":\"EEE19b7ec3c1b174\"");
    assertThat(HexFormat.of().formatHex(span.getTraceId().toByteArray()))
        .isEqualTo("5b8efff798038103d269b633813fc60c");
    assertThat(span.getSpanId().size()).isEqualTo(8);
  }

  @Test
  void integers_come_as_numbers_or_texts_and_enums_by_number_or_name() {
    Span span =
        span(
            "\"startTimeUnixNano\":\"1544712660000000000\",\"endTimeUnixNano\":1544712661000000000,"
                + "\"kind\":2,\"status\":{\"code\":\"STATUS_CODE_ERROR\"},\"unknown\":{\"x\":[1]}");
    assertThat(span.getStartTimeUnixNano()).isEqualTo(1544712660000000000L);
    assertThat(span.getEndTimeUnixNano()).isEqualTo(1544712661000000000L);
    assertThat(span.getKindValue()).isEqualTo(2);
    assertThat(span.getStatus().getCodeValue()).isEqualTo(2);
  }

  @Test
  void every_kind_of_attribute_value_is_read() {
    Span span =
        span(
            "\"attributes\":[{\"key\":\"a\",\"value\":{\"intValue\":\"-7\"}},"
                + "{\"key\":\"b\",\"value\":{\"doubleValue\":\"NaN\"}},"
                + "{\"key\":\"c\",\"value\":{\"bytesValue\":\"AQI=\"}},"
                + "{\"key\":\"d\",\"value\":{\"arrayValue\":{\"values\":[{\"boolValue\":true}]}}},"
                + "{\"key\":\"e\",\"value\":null}]");
    assertThat(span.getAttributes(0).getValue().getIntValue()).isEqualTo(-7);
    assertThat(span.getAttributes(1).getValue().getDoubleValue()).isNaN();
    assertThat(span.getAttributes(2).getValue().getBytesValue().size()).isEqualTo(2);
    assertThat(span.getAttributes(3).getValue().getArrayValue().getValues(0).getBoolValue())
        .isTrue();
    assertThat(span.getAttributes(4).hasValue()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"resourceSpans\":{}}",
        "{\"resourceSpans\":[1]}",
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"xyz\"}]}]}]}",
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"kind\":[]}]}]}]}",
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"startTimeUnixNano\":1.5}]}]}]}",
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"name\":5}]}]}]}",
        "{} {}"
      })
  void what_does_not_fit_is_bad_data_with_a_place(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(TrivetException.class)
        .extracting(e -> ((TrivetException) e).kind())
        .isEqualTo(ErrorKind.BAD_DATA);
  }

  @Test
  void nesting_is_bounded() {
    String deep = "{\"arrayValue\":{\"values\":[".repeat(10_000);
    assertThatThrownBy(() -> span("\"attributes\":[{\"key\":\"a\",\"value\":" + deep))
        .isInstanceOf(TrivetException.class);
  }
}
