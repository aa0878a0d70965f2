package io.trivet.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.config.Configuration;
import io.trivet.config.option.TrivetOptions;
import io.trivet.logs.logql.LogqlOptions;
import io.trivet.metrics.promql.PromqlOptions;
import io.trivet.traces.traceql.TraceqlOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Keys of the file as the engines and listeners get them.
class SettingsTest {
  private static TrivetOptions options(String yaml) {
    return Configuration.parse("trivet.yaml", yaml).optionsOrThrow();
  }

  @Test
  void without_a_file_the_engines_have_their_own_defaults() {
    TrivetOptions none = options("");
    assertThat(Settings.promqlEngine(none)).isEqualTo(PromqlOptions.DEFAULT);
    assertThat(Settings.logqlEngine(none.query().logql())).isEqualTo(LogqlOptions.DEFAULT);
    assertThat(Settings.traceqlEngine(none.query().traceql())).isEqualTo(TraceqlOptions.DEFAULT);
  }

  @Test
  void features_that_change_meanings_reach_promql() {
    TrivetOptions options =
        options(
            """
            features: [promql-delayed-name-removal, type-and-unit-labels, use-start-timestamps]
            query: {promql: {lookback_delta: 1m}}
            global: {evaluation_interval: 30s}
            """);
    assertThat(Settings.promqlEngine(options))
        .isEqualTo(new PromqlOptions(60_000, 30_000, true, true, true));
  }

  @Test
  void limits_of_queries_reach_logql_and_traceql() {
    TrivetOptions options =
        options(
            """
            query:
              logql: {max_series: 7, max_length: 2h, max_entries: 9, timeout: 3s}
              traceql: {max_series: 8, max_steps: 0, max_search_range: 1h}
            """);
    assertThat(Settings.logqlEngine(options.query().logql()).maxQuerySeries()).isEqualTo(7);
    assertThat(Settings.logql(options.query().logql()).maxLengthNanos())
        .isEqualTo(Duration.ofHours(2).toNanos());
    assertThat(Settings.logql(options.query().logql()).maxEntries()).isEqualTo(9);
    assertThat(Settings.logql(options.query().logql()).timeoutMillis()).isEqualTo(3_000);
    TraceqlOptions traceql = Settings.traceqlEngine(options.query().traceql());
    assertThat(traceql.maxSeries()).isEqualTo(8);
    assertThat(traceql.maxIntervals()).isEqualTo(Integer.MAX_VALUE);
    assertThat(Settings.traceql(options.query().traceql()).maxSearchNanos())
        .isEqualTo(Duration.ofHours(1).toNanos());
  }

  @Test
  void limits_of_listeners_reach_the_server() {
    TrivetOptions options =
        options("server: {max_connections: 5, shutdown_timeout: 2s, max_body_size: 1MiB}\n");
    assertThat(Settings.http(options.server()).maxConnections()).isEqualTo(5);
    assertThat(Settings.http(options.server()).stop()).isEqualTo(Duration.ofSeconds(2));
    assertThat(Settings.http(options.server()).maxBody()).isEqualTo(1 << 20);
  }
}
