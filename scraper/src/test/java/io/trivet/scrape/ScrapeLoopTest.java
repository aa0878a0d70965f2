package io.trivet.scrape;

import static io.trivet.scrape.ProtoBytes.family;
import static io.trivet.scrape.ProtoBytes.label;
import static io.trivet.scrape.ProtoBytes.message;
import static io.trivet.scrape.ProtoBytes.number;
import static io.trivet.scrape.ProtoBytes.real;
import static io.trivet.scrape.ProtoBytes.signed;
import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.label.Labels;
import io.trivet.scrape.config.GlobalScrape;
import io.trivet.scrape.config.ScrapeConfig;
import io.trivet.scrape.config.ScrapeOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScrapeLoopTest {
  private static final long T = 1_790_000_000_000L;
  private static final String PROTOBUF =
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
          + " encoding=delimited";

  private final ManualTimer timer = new ManualTimer(T);
  private final RecordingStore store = new RecordingStore(T);
  private final FakeFetcher fetcher = new FakeFetcher();
  private final List<String> failures = new ArrayList<>();
  private final ScrapeCounters counters = new ScrapeCounters();

  private ScrapeLoop loop(Object... keysAndValues) {
    return loop(ScrapeOptions.Features.NONE, keysAndValues);
  }

  private ScrapeLoop loop(ScrapeOptions.Features features, Object... keysAndValues) {
    Map<String, Object> keys = new HashMap<>();
    keys.put("job_name", "j");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      keys.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    ScrapeSettings settings =
        ScrapeSettings.of(
            RecordBinder.bind(ScrapeConfig.class, keys), GlobalScrape.defaults(), features);
    ScrapeEnvironment environment =
        new ScrapeEnvironment(
            store::appender,
            options -> fetcher,
            new NioFiles(),
            timer.service(),
            Runnable::run,
            timer,
            (file, job, target, error) -> failures.add(String.join(" ", file, job, target, error)),
            "Test/1",
            0);
    TargetFactory.Outcome made = new TargetFactory(settings).make(Labels.of("__address__", "h:1"));
    return new ScrapeLoop(
        ((TargetFactory.Outcome.Made) made).target(),
        settings,
        environment,
        fetcher,
        counters,
        null);
  }

  private static Labels series(String name, String... labels) {
    Labels all = Labels.of(labels);
    return all.with("__name__", name).with("job", "j").with("instance", "h:1");
  }

  private String values(String name) {
    return store.values(series(name));
  }

  @Test
  void a_series_that_disappears_gets_a_staleness_marker() {
    ScrapeLoop loop = loop();
    fetcher.body = "a 1\nb 2\n";
    loop.scrape(T);
    fetcher.body = "a 1\n";
    loop.scrape(T + 1);
    loop.scrape(T + 2);
    assertThat(values("a")).isEqualTo("1.0@%d 1.0@%d 1.0@%d".formatted(T, T + 1, T + 2));
    assertThat(values("b")).isEqualTo("2.0@%d stale@%d".formatted(T, T + 1));
    assertThat(values("scrape_series_added"))
        .isEqualTo("2.0@%d 0.0@%d 0.0@%d".formatted(T, T + 1, T + 2));
  }

  @Test
  void types_and_units_become_labels_where_they_are_wanted() {
    ScrapeLoop loop = loop(new ScrapeOptions.Features(true, false));
    fetcher.contentType = "application/openmetrics-text; version=1.0.0";
    fetcher.body =
        """
        # TYPE sold_bytes counter
        # UNIT sold_bytes bytes
        sold_bytes_total{__type__="odd"} 1
        # TYPE level unknown
        level 2
        # EOF
        """;
    loop.scrape(T);
    fetcher.body =
        """
        # TYPE sold_bytes gauge
        # UNIT sold_bytes bytes
        sold_bytes 3
        # TYPE level gauge
        level 4
        # EOF
        """;
    loop.scrape(T + 1);
    assertThat(store.values(series("sold_bytes_total", "__type__", "counter", "__unit__", "bytes")))
        .isEqualTo("1.0@%d stale@%d".formatted(T, T + 1));
    assertThat(store.values(series("sold_bytes", "__type__", "gauge", "__unit__", "bytes")))
        .isEqualTo("3.0@%d".formatted(T + 1));
    assertThat(values("level")).isEqualTo("2.0@%d stale@%d".formatted(T, T + 1));
    assertThat(store.values(series("level", "__type__", "gauge")))
        .isEqualTo("4.0@%d".formatted(T + 1));
    assertThat(values("up")).isEqualTo("1.0@%d 1.0@%d".formatted(T, T + 1));
  }

  /// The counter `sold`.
  private static byte[] counter(double value, long startSeconds) {
    byte[] start = message(3, number(1, startSeconds));
    return family("sold", 0, message(4, message(3, real(1, value), start)));
  }

  @Test
  void a_counter_that_began_since_gets_a_zero_where_that_is_wanted() {
    ScrapeLoop loop = loop(new ScrapeOptions.Features(false, true));
    fetcher.contentType = PROTOBUF;
    fetcher.bytes = counter(5, T / 1000 - 60);
    loop.scrape(T);
    loop.scrape(T + 1000);
    fetcher.bytes = counter(2, T / 1000 + 2);
    loop.scrape(T + 3000);
    assertThat(values("sold"))
        .isEqualTo(
            "0.0@%d 5.0@%d 5.0@%d 0.0@%d 2.0@%d"
                .formatted(T - 60_000, T, T + 1000, T + 2000, T + 3000));
  }

  /// An exemplar of a native histogram.
  ///
  /// @param seconds when it was taken, 0 for one that does not say
  private static byte[] exemplar(String id, long seconds) {
    byte[] time = seconds == 0 ? new byte[0] : message(3, number(1, seconds));
    return message(16, label("id", id), real(2, 1.5), time);
  }

  @Test
  void exemplars_of_a_native_histogram_are_kept_by_their_times() {
    ScrapeLoop loop = loop("scrape_native_histograms", true);
    fetcher.contentType = PROTOBUF;
    byte[] histogram =
        message(
            7,
            number(1, 2),
            real(2, 3),
            real(6, 0.001),
            message(12, signed(1, 0), number(2, 1)),
            signed(13, 2),
            exemplar("later", T / 1000 - 1),
            exemplar("never", 0),
            exemplar("sooner", T / 1000 - 2));
    fetcher.bytes = family("took", 4, message(4, histogram));
    loop.scrape(T);
    assertThat(store.exemplars.get(series("took")))
        .extracting(exemplar -> exemplar.labels().get("id") + "@" + exemplar.timestampMs())
        .containsExactly("sooner@" + (T - 2000), "later@" + (T - 1000));
  }

  @Test
  void a_target_can_send_a_staleness_marker() {
    fetcher.contentType = PROTOBUF;
    fetcher.bytes = family("gone", 1, message(4, message(2, real(1, SampleWriter.STALE))));
    loop().scrape(T);
    assertThat(values("gone")).isEqualTo("stale@" + T);
  }

  @Test
  void a_refused_first_sample_leaves_the_series_to_the_next_of_the_scrape() {
    fetcher.body = "late 1 %d\nlate 2 %d\n".formatted(T + 3_600_000, T);
    loop().scrape(T);
    assertThat(values("late")).isEqualTo("2.0@" + T);
  }

  @Test
  void created_lines_of_open_metrics_become_zeros_where_that_is_wanted() {
    fetcher.contentType = "application/openmetrics-text; version=1.0.0";
    fetcher.body =
        """
        # TYPE sold counter
        sold_total 5
        sold_created %d
        # EOF
        """
            .formatted(T / 1000 - 60);
    loop(new ScrapeOptions.Features(false, true)).scrape(T);
    assertThat(values("sold_total")).isEqualTo("0.0@%d 5.0@%d".formatted(T - 60_000, T));
    assertThat(store.newest(series("sold_total")))
        .extracting(RecordingStore.Sample::startMs)
        .isEqualTo(T - 60_000);
    assertThat(values("sold_created")).isEmpty();
    assertThat(values("scrape_samples_scraped")).isEqualTo("1.0@" + T);
  }

  @Test
  void created_lines_of_open_metrics_are_series_and_start_timestamps_otherwise() {
    fetcher.contentType = "application/openmetrics-text; version=1.0.0";
    fetcher.body = "# TYPE sold counter\nsold_total 5\nsold_created 1000\n# EOF\n";
    loop().scrape(T);
    assertThat(values("sold_total")).isEqualTo("5.0@" + T);
    assertThat(store.newest(series("sold_total")))
        .extracting(RecordingStore.Sample::startMs)
        .isEqualTo(1_000_000L);
    assertThat(values("sold_created")).isEqualTo("1000.0@" + T);
    assertThat(store.newest(series("sold_created")))
        .extracting(RecordingStore.Sample::startMs)
        .isEqualTo(0L);
  }

  @Test
  void a_scrape_that_fails_is_noted_where_that_is_wanted() {
    fetcher.body = "a 1\n";
    ScrapeLoop loop = loop("scrape_failure_log_file", "failures.log");
    loop.scrape(T);
    fetcher.error = "connection refused";
    loop.scrape(T + 1);
    loop().scrape(T + 2);
    assertThat(failures).containsExactly("failures.log j http://h:1/metrics connection refused");
  }

  @Test
  void a_scrape_that_fails_marks_all_series_and_is_down() {
    ScrapeLoop loop = loop();
    fetcher.body = "a 1\nb 2\n";
    loop.scrape(T);
    fetcher.error = "connection refused";
    loop.scrape(T + 1);
    loop.scrape(T + 2);
    fetcher.error = "";
    loop.scrape(T + 3);
    assertThat(values("a")).isEqualTo("1.0@%d stale@%d 1.0@%d".formatted(T, T + 1, T + 3));
    assertThat(values("up"))
        .isEqualTo("1.0@%d 0.0@%d 0.0@%d 1.0@%d".formatted(T, T + 1, T + 2, T + 3));
    assertThat(loop.view().lastError()).isEmpty();
    assertThat(counters.get(ScrapeCounter.FAILED_SCRAPES)).isEqualTo(2);
  }

  @Test
  void nothing_of_a_malformed_exposition_is_kept() {
    ScrapeLoop loop = loop();
    fetcher.body = "a 1\nb 2\n";
    loop.scrape(T);
    fetcher.body = "a 5\nc 1\nb {\n";
    loop.scrape(T + 1);
    assertThat(values("a")).isEqualTo("1.0@%d stale@%d".formatted(T, T + 1));
    assertThat(values("b")).isEqualTo("2.0@%d stale@%d".formatted(T, T + 1));
    assertThat(values("c")).isEmpty();
    assertThat(loop.view().health()).isEqualTo(TargetHealth.Health.DOWN);
  }

  @Test
  void an_empty_body_is_good_and_marks_all_series() {
    ScrapeLoop loop = loop();
    fetcher.body = "a 1\n";
    loop.scrape(T);
    fetcher.body = "";
    loop.scrape(T + 1);
    assertThat(values("a")).isEqualTo("1.0@%d stale@%d".formatted(T, T + 1));
    assertThat(values("up")).isEqualTo("1.0@%d 1.0@%d".formatted(T, T + 1));
  }

  @Test
  void a_known_series_is_not_looked_up_again() {
    ScrapeLoop loop = loop();
    fetcher.body = "a{x=\"1\"} 1\nb 2\n";
    loop.scrape(T);
    long before = store.seriesCalls;
    fetcher.body = "a{x=\"1\"} 7\nb 8\n";
    loop.scrape(T + 1);
    assertThat(store.seriesCalls).isEqualTo(before);
    assertThat(store.values(series("a", "x", "1"))).isEqualTo("1.0@%d 7.0@%d".formatted(T, T + 1));
  }

  @Test
  void a_series_that_left_the_store_is_made_again() {
    ScrapeLoop loop = loop();
    fetcher.body = "a 1\n";
    loop.scrape(T);
    store.forgetReferences();
    loop.scrape(T + 1);
    assertThat(values("a")).isEqualTo("1.0@%d 1.0@%d".formatted(T, T + 1));
    assertThat(values("up")).isEqualTo("1.0@%d 1.0@%d".formatted(T, T + 1));
  }

  @Test
  void two_spellings_of_one_series_are_no_disappearance() {
    ScrapeLoop loop = loop();
    fetcher.body = "a{x=\"1\",y=\"2\"} 1\n";
    loop.scrape(T);
    fetcher.body = "a{y=\"2\",x=\"1\"} 1\n";
    loop.scrape(T + 1);
    assertThat(store.values(series("a", "x", "1", "y", "2")))
        .isEqualTo("1.0@%d 1.0@%d".formatted(T, T + 1));
  }

  @Test
  void series_with_own_timestamps_get_markers_only_when_asked_for() {
    fetcher.body = "a 1 %d\n".formatted(T - 5);
    ScrapeLoop loop = loop();
    loop.scrape(T);
    fetcher.body = "";
    loop.scrape(T + 1);
    assertThat(values("a")).isEqualTo("1.0@%d".formatted(T - 5));

    fetcher.body = "b 1 %d\n".formatted(T - 5);
    ScrapeLoop tracking = loop("track_timestamps_staleness", true);
    tracking.scrape(T + 2);
    fetcher.body = "";
    tracking.scrape(T + 3);
    assertThat(values("b")).isEqualTo("1.0@%d stale@%d".formatted(T - 5, T + 3));
  }

  @Test
  void many_series_come_and_go_without_the_cache_growing() {
    ScrapeLoop loop = loop();
    for (int round = 0; round < 20; round++) {
      StringBuilder body = new StringBuilder();
      for (int i = 0; i < 300; i++) {
        body.append("a{i=\"").append(round * 200 + i).append("\"} ").append(i).append('\n');
      }
      fetcher.body = body.toString();
      loop.scrape(T + round);
    }
    // Series 3800 to 3999 are in the last two rounds, 0 to 199 only in the first.
    assertThat(store.values(series("a", "i", "0")))
        .isEqualTo("0.0@%d stale@%d".formatted(T, T + 1));
    assertThat(store.values(series("a", "i", "3850")))
        .isEqualTo("250.0@%d 50.0@%d".formatted(T + 18, T + 19));
    assertThat(store.samples.keySet()).hasSize(20 * 200 + 100 + 5);
  }

  @Test
  void extra_metrics_tell_the_limits() {
    ScrapeLoop loop = loop("extra_scrape_metrics", true, "sample_limit", 7);
    fetcher.body = "a 1\n";
    loop.scrape(T);
    assertThat(values("scrape_timeout_seconds")).isEqualTo("10.0@" + T);
    assertThat(values("scrape_sample_limit")).isEqualTo("7.0@" + T);
    assertThat(values("scrape_body_size_bytes")).isEqualTo("4.0@" + T);
    fetcher.error = "body size limit exceeded";
    loop.scrape(T + 1);
    assertThat(values("scrape_body_size_bytes")).endsWith(" -1.0@" + (T + 1));
  }

  @Test
  void a_target_that_ends_is_marked_after_two_intervals_at_its_next_time() {
    ScrapeLoop loop = loop("scrape_interval", "10s");
    fetcher.body = "a 1\n";
    loop.start();
    timer.advanceTo(T + 10_000);
    assertThat(fetcher.fetched).hasSize(1);
    loop.stopAndMarkStaleLater();
    timer.advanceTo(T + 30_999);
    assertThat(values("a")).doesNotContain("stale");
    timer.advanceTo(T + 31_001);
    long first = Long.parseLong(values("a").replaceAll("1.0@(\\d+) .*", "$1"));
    assertThat(values("a")).isEqualTo("1.0@%d stale@%d".formatted(first, first + 10_000));
    assertThat(values("up")).endsWith("stale@" + (first + 10_000));
    assertThat(fetcher.fetched).hasSize(1);
  }

  @Test
  void scrapes_keep_their_phase_in_absolute_time() {
    assertThat(ScrapeLoop.nextMs(100, 3, 10)).isEqualTo(103);
    assertThat(ScrapeLoop.nextMs(103, 3, 10)).isEqualTo(113);
    assertThat(ScrapeLoop.nextMs(104, 3, 10)).isEqualTo(113);
    assertThat(ScrapeLoop.nextMs(99, 0, 10)).isEqualTo(100);
  }

  @Test
  void asks_for_the_formats_in_their_order() {
    fetcher.body = "a 1\n";
    loop("scrape_timeout", "1500ms").scrape(T);
    assertThat(fetcher.headers)
        .containsEntry(
            "Accept",
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                + "application/openmetrics-text;version=0.0.1;q=0.5,"
                + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
                + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2")
        .containsEntry("Accept-Encoding", "gzip")
        .containsEntry("X-Prometheus-Scrape-Timeout-Seconds", "1.5");
  }
}
