package io.trivet.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.label.Labels;
import io.trivet.scrape.config.GlobalScrape;
import io.trivet.scrape.config.ScrapeConfig;
import io.trivet.scrape.config.ScrapeOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScrapeServiceTest {
  private static final long T = 1_790_000_000_000L;

  private final ManualTimer timer = new ManualTimer(T);
  private final RecordingStore store = new RecordingStore(T);
  private final FakeFetcher fetcher = new FakeFetcher();
  private final ScrapeService service =
      new ScrapeService(
          new ScrapeEnvironment(
              store::appender,
              options -> fetcher,
              new NioFiles(),
              timer.service(),
              Runnable::run,
              timer,
              (file, job, target, error) -> {},
              "Test/1",
              0));

  private static ScrapeConfig job(String name, List<String> targets, Object... keysAndValues) {
    Map<String, Object> keys = new HashMap<>();
    keys.put("job_name", name);
    keys.put("scrape_interval", "10s");
    keys.put("static_configs", List.of(Map.of("targets", targets)));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      keys.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return RecordBinder.bind(ScrapeConfig.class, keys);
  }

  private static ScrapeOptions options(ScrapeConfig... jobs) {
    return new ScrapeOptions(GlobalScrape.defaults(), List.of(jobs));
  }

  @Test
  void scrapes_each_target_once_in_each_interval() {
    fetcher.body = "a 1\n";
    service.start(options(job("x", List.of("h:1", "h:2")), job("y", List.of("h:3"))));
    assertThat(service.targets(null))
        .extracting(TargetHealth::health)
        .containsOnly(TargetHealth.Health.UNKNOWN);
    timer.advanceTo(T + 10_000);
    assertThat(fetcher.fetched)
        .extracting(Object::toString)
        .containsExactlyInAnyOrder(
            "http://h:1/metrics", "http://h:2/metrics", "http://h:3/metrics");
    timer.advanceTo(T + 30_000);
    assertThat(fetcher.fetched).hasSize(9);
    assertThat(service.pools()).containsExactly("x", "y");
    assertThat(service.targets("x"))
        .extracting(TargetHealth::health)
        .containsExactly(TargetHealth.Health.UP, TargetHealth.Health.UP);
    assertThat(service.targets("y").getFirst().discoveredLabels())
        .isEqualTo(
            Labels.of(
                "__address__",
                "h:3",
                "__always_scrape_classic_histograms__",
                "false",
                "__convert_classic_histograms_to_nhcb__",
                "false",
                "__metrics_path__",
                "/metrics",
                "__scheme__",
                "http",
                "__scrape_interval__",
                "10s",
                "__scrape_native_histograms__",
                "false",
                "__scrape_timeout__",
                "10s",
                "job",
                "y"));
  }

  @Test
  void relabelling_drops_and_moves_targets() {
    List<Map<String, Object>> rules = new ArrayList<>();
    rules.add(Map.of("action", "drop", "source_labels", List.of("__address__"), "regex", "h:1"));
    rules.add(
        Map.of(
            "source_labels",
            List.of("__address__"),
            "regex",
            "(.*):.*",
            "target_label",
            "__param_module",
            "replacement",
            "m $1"));
    service.start(
        options(
            job(
                "x",
                List.of("h:1", "h:2"),
                "relabel_configs",
                rules,
                "params",
                Map.of("a", List.of("1", "2")))));
    assertThat(service.targets(null)).hasSize(1);
    assertThat(service.targets(null).getFirst().scrapeUrl())
        .hasToString("http://h:2/metrics?a=1&a=2&module=m+h");
    assertThat(service.targets(null).getFirst().labels())
        .isEqualTo(Labels.of("instance", "h:2", "job", "x"));
    assertThat(service.droppedTargets("x"))
        .extracting(dropped -> dropped.discoveredLabels().get("__address__"))
        .containsExactly("h:1");
    assertThat(service.droppedTargetCounts()).containsEntry("x", 1);
    assertThat(service.relabelSteps("x", Labels.of("__address__", "h:1")))
        .extracting(step -> step.kept())
        .containsExactly(false, false);
  }

  @Test
  void a_reload_keeps_targets_that_stay_and_ends_those_that_go() {
    fetcher.body = "a 1\n";
    service.start(options(job("x", List.of("h:1", "h:2"))));
    timer.advanceTo(T + 10_000);
    service.reload(options(job("x", List.of("h:2", "h:3"), "sample_limit", 100)));
    timer.advanceTo(T + 40_000);
    assertThat(
            store.values(
                Labels.of("__name__", "scrape_series_added", "instance", "h:2", "job", "x")))
        .matches("1\\.0@\\d+( 0\\.0@\\d+){3}");
    assertThat(store.values(Labels.of("__name__", "a", "instance", "h:1", "job", "x")))
        .matches("1\\.0@\\d+ stale@\\d+");
    assertThat(store.values(Labels.of("__name__", "a", "instance", "h:3", "job", "x")))
        .matches("1\\.0@\\d+( 1\\.0@\\d+){2}");
  }

  @Test
  void a_reload_with_the_same_options_changes_nothing() {
    service.start(options(job("x", List.of("h:1"))));
    long waiting = timer.waiting();
    service.reload(options(job("x", List.of("h:1"))));
    assertThat(timer.waiting()).isEqualTo(waiting);
    assertThat(service.counters().get(ScrapeCounter.RELOADS)).isZero();
  }

  @Test
  void a_job_that_is_gone_ends() {
    fetcher.body = "a 1\n";
    service.start(options(job("x", List.of("h:1"))));
    timer.advanceTo(T + 10_000);
    service.reload(options());
    timer.advanceTo(T + 60_000);
    assertThat(service.pools()).isEmpty();
    assertThat(fetcher.fetched).hasSize(1);
    assertThat(store.values(Labels.of("__name__", "up", "instance", "h:1", "job", "x")))
        .contains("stale");
  }

  @Test
  void stopping_marks_series_if_asked_to() {
    fetcher.body = "a 1\n";
    service.start(options(job("x", List.of("h:1"))));
    timer.advanceTo(T + 10_000);
    service.stop(true);
    assertThat(store.values(Labels.of("__name__", "a", "instance", "h:1", "job", "x")))
        .endsWith("stale@" + (T + 10_000));
    assertThat(timer.waiting()).isZero();
    assertThatThrownBy(() -> service.reload(options())).hasMessage("the scraper has been stopped");
  }

  @Test
  void more_targets_than_allowed_all_fail() {
    service.start(options(job("x", List.of("h:1", "h:2"), "target_limit", 1)));
    timer.advanceTo(T + 10_000);
    assertThat(service.targets(null))
        .extracting(TargetHealth::lastError)
        .containsOnly("target_limit exceeded (number of targets: 2, limit: 1)");
    assertThat(fetcher.fetched).isEmpty();
  }

  @Test
  void options_that_make_no_sense_are_refused_with_the_path_of_the_key() {
    ScrapeConfig broken =
        job(
            "x",
            List.of("http://h/1"),
            "scrape_timeout",
            "20s",
            "fallback_scrape_protocol",
            "XML",
            "bearer_token",
            "a",
            "bearer_token_file",
            "b",
            "kubernetes_sd_configs",
            List.of(Map.of("role", "")));
    assertThat(options(broken, job("x", List.of())).validate())
        .extracting(Object::toString)
        .contains(
            "scrape_configs[0].scrape_timeout: scrape timeout greater than scrape interval for"
                + " scrape config with job name \"x\"",
            "scrape_configs[0]: at most one of bearer_token & bearer_token_file must be configured",
            "scrape_configs[0].static_configs[0].targets[0]: \"http://h/1\" is not a valid"
                + " hostname",
            "scrape_configs[0].kubernetes_sd_configs[0].role: role missing (one of: pod, service,"
                + " endpoints, endpointslice, node, ingress)",
            "scrape_configs[1].job_name: found multiple scrape configs with job name \"x\"");
  }
}
