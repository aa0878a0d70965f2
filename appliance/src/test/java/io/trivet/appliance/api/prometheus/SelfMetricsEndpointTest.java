package io.trivet.appliance.api.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.Summary;
import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.core.error.TrivetException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class SelfMetricsEndpointTest {
  private final CollectorRegistry registry = new CollectorRegistry(true);

  private String shown(String pattern) {
    SelfMetricsEndpoint endpoint =
        new SelfMetricsEndpoint(() -> Collections.list(registry.metricFamilySamples()));
    JsonOutput json = new JsonOutput();
    endpoint.families(pattern).accept(json);
    return new String(json.finish().toArray(), StandardCharsets.UTF_8)
        .replaceAll("\"createdTimestamp\":\"[-0-9T:.]+Z\"", "\"createdTimestamp\":\"T\"");
  }

  @Test
  void counters_and_gauges_are_shown_as_protobuf_has_them() {
    Counter.build("a_requests_total", "Of all.")
        .labelNames("code", "way")
        .register(registry)
        .labels("200", "in")
        .inc(3);
    Gauge.build("b_heat", "Now.").register(registry).set(Double.NaN);
    assertThat(shown(""))
        .isEqualTo(
            "[{\"name\":\"a_requests_total\",\"help\":\"Of all.\",\"type\":\"COUNTER\",\"metric\":"
                + "[{\"label\":[{\"name\":\"code\",\"value\":\"200\"},"
                + "{\"name\":\"way\",\"value\":\"in\"}],"
                + "\"counter\":{\"value\":3,\"createdTimestamp\":\"T\"}}]},"
                + "{\"name\":\"b_heat\",\"help\":\"Now.\",\"type\":\"GAUGE\",\"metric\":"
                + "[{\"gauge\":{\"value\":\"NaN\"}}]}]");
  }

  @Test
  void distributions_are_shown_as_protobuf_has_them() {
    Histogram.build("h_seconds", "Time.")
        .buckets(0.5, 2)
        .unit("seconds")
        .register(registry)
        .observe(1);
    Summary.build("s", "Size.").quantile(0.5, 0.01).register(registry).observe(7);
    assertThat(shown("[hs].*"))
        .isEqualTo(
            "[{\"name\":\"h_seconds\",\"help\":\"Time.\",\"type\":\"HISTOGRAM\",\"metric\":"
                + "[{\"histogram\":{\"sampleCount\":\"1\",\"sampleSum\":1,"
                + "\"createdTimestamp\":\"T\",\"bucket\":["
                + "{\"cumulativeCount\":\"0\",\"upperBound\":0.5},"
                + "{\"cumulativeCount\":\"1\",\"upperBound\":2}]}}],\"unit\":\"seconds\"},"
                + "{\"name\":\"s\",\"help\":\"Size.\",\"type\":\"SUMMARY\",\"metric\":"
                + "[{\"summary\":{\"sampleCount\":\"1\",\"sampleSum\":7,"
                + "\"createdTimestamp\":\"T\",\"quantile\":[{\"quantile\":0.5,\"value\":7}]}}]}]");
  }

  @Test
  void a_pattern_is_for_the_whole_name() {
    Counter.build("a_total", "x").register(registry);
    Gauge.build("ab", "x").register(registry);
    assertThat(shown("a_total")).contains("a_total").doesNotContain("\"ab\"");
    assertThat(shown("a")).isEqualTo("[]");
    assertThatThrownBy(() -> shown("("))
        .isInstanceOf(TrivetException.class)
        .hasMessageStartingWith("invalid metric_name_pattern: ");
  }
}
