package io.trivet.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.appliance.api.http.HttpServer;
import io.trivet.appliance.api.prometheus.WriteSettings;
import io.trivet.config.Configuration;
import io.trivet.config.option.TrivetOptions;
import io.trivet.core.label.LabelLimits;
import io.trivet.core.memory.MemoryBudget;
import io.trivet.logs.logql.LogqlOptions;
import io.trivet.metrics.promql.PromqlOptions;
import io.trivet.scrape.config.ScrapeOptions;
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
  void rules_are_evaluated_beside_each_other_only_with_the_feature() {
    assertThat(Settings.concurrentRules(options("rules: {max_concurrent_evals: 9}"))).isZero();
    assertThat(Settings.concurrentRules(options("features: [concurrent-rule-eval]"))).isEqualTo(4);
    assertThat(
            Settings.concurrentRules(
                options(
                    """
                    features: [concurrent-rule-eval]
                    rules: {max_concurrent_evals: 9}
                    """)))
        .isEqualTo(9);
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
    HttpServer.Limits limits =
        Settings.http(options.server(), MemoryBudget.UNLIMITED, MemoryBudget.UNLIMITED);
    assertThat(limits.maxConnections()).isEqualTo(5);
    assertThat(limits.stop()).isEqualTo(Duration.ofSeconds(2));
    assertThat(limits.maxBody()).isEqualTo(1 << 20);
  }

  @Test
  void limits_of_labels_reach_every_way_in() {
    TrivetOptions options =
        options(
            """
            ingest:
              metrics: {max_labels: 7, max_label_name_size: 64, max_label_value_size: 1KiB}
            global: {label_value_length_limit: 9}
            """);
    LabelLimits limits = new LabelLimits(7, 64, 1024);
    assertThat(Settings.remoteWrite(options).limits()).isEqualTo(limits);
    assertThat(Settings.otlpMetrics(options).limits()).isEqualTo(limits);
    assertThat(options.scrape().global().labelLimit()).isEqualTo(7);
    assertThat(options.scrape().global().labelNameLengthLimit()).isEqualTo(64);
    assertThat(options.scrape().global().labelValueLengthLimit()).isEqualTo(9);
  }

  @Test
  void features_that_change_what_is_stored_reach_every_way_in() {
    TrivetOptions none = options("");
    assertThat(Settings.remoteWrite(none)).isEqualTo(WriteSettings.DEFAULT);
    assertThat(none.scrape().features()).isEqualTo(ScrapeOptions.Features.NONE);
    TrivetOptions options =
        options(
            """
            features: [type-and-unit-labels, created-timestamp-zero-ingestion, extra-scrape-metrics]
            ingest: {metrics: {remote_write_messages: [prometheus.WriteRequest]}}
            """);
    assertThat(Settings.remoteWrite(options))
        .isEqualTo(new WriteSettings(true, false, true, true, LabelLimits.NONE));
    assertThat(options.scrape().features()).isEqualTo(new ScrapeOptions.Features(true, true));
    assertThat(options.scrape().global().extraScrapeMetrics()).isTrue();
    assertThat(Settings.otlpMetrics(options).typeAndUnitLabels()).isTrue();
    assertThat(Settings.otlpMetrics(options).zeroAtStart()).isTrue();
  }

  @Test
  void the_retention_is_told_as_age_and_size() {
    assertThat(Settings.retentionText(options(""))).isEqualTo("15d");
    TrivetOptions both = options("storage: {tsdb: {retention: {time: 3d, size: 1GB}}}");
    assertThat(Settings.retentionText(both)).isEqualTo("3d or 1GiB");
    assertThat(Settings.metricsDiskLimit(both.storage().tsdb())).isEqualTo(1L << 30);
  }
}
