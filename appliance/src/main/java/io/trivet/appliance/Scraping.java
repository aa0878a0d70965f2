package io.trivet.appliance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.appliance.api.prometheus.ScrapeTargets;
import io.trivet.config.Configuration;
import io.trivet.config.LoadedConfiguration;
import io.trivet.config.option.TrivetOptions;
import io.trivet.core.concurrent.Threads;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.label.Labels;
import io.trivet.core.time.DurationText;
import io.trivet.metrics.MetricsAppender;
import io.trivet.scrape.FailureLog;
import io.trivet.scrape.ScrapeEnvironment;
import io.trivet.scrape.ScrapeService;
import io.trivet.scrape.TargetHealth;
import io.trivet.scrape.config.RelabelConfig;
import io.trivet.scrape.config.ScrapeConfig;
import io.trivet.scrape.config.ScrapeOptions;
import io.trivet.scrape.relabel.Relabelling;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/// The scraper with what it needs, and Trivet's own metrics among its targets.
final class Scraping implements ScrapeTargets, AutoCloseable {
  private static final String OWN_JOB = "trivet";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ScheduledExecutorService timer = Threads.scheduler("scrape-timer");
  private final ExecutorService waiting =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("scrape-", 0).factory());
  private final ScrapeService service;
  private String ownTarget = "";
  private volatile LoadedConfiguration configuration;

  Scraping(
      LoadedConfiguration configuration,
      Supplier<MetricsAppender> appenders,
      FailureLog failures,
      InstantSource clock) {
    this.configuration = configuration;
    this.service =
        new ScrapeService(
            ScrapeEnvironment.overHttp(
                appenders,
                new ScrapeFiles(new NioDisk(), configuration.directory()),
                timer,
                waiting,
                clock,
                failures,
                "Trivet/" + Version.trivet(),
                ProcessHandle.current().pid()),
            Scraping::job);
  }

  /// The scrape job of keys as they stand in a configuration file.
  ///
  /// @throws IllegalArgumentException if they make no sense
  private static ScrapeConfig job(Map<String, Object> keys) {
    try {
      String text = JSON.writeValueAsString(Map.of("scrape_configs", List.of(keys)));
      LoadedConfiguration read = Configuration.parse(String.valueOf(keys.get("job_name")), text);
      TrivetOptions options = read.options();
      if (options == null) {
        throw new IllegalArgumentException(String.valueOf(read.problems().getFirst()));
      }
      return options.scrapeConfigs().getFirst();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /// Starts to scrape.
  ///
  /// @param own host and port of our own metrics, "" when there is none
  void start(LoadedConfiguration loaded, String own) {
    ownTarget = own;
    service.start(withOwnJob(loaded.optionsOrThrow()));
    configuration = loaded;
  }

  /// @throws io.trivet.core.error.TrivetException if the options are not valid; then nothing
  ///   changes
  void reload(LoadedConfiguration loaded) {
    service.reload(withOwnJob(loaded.optionsOrThrow()));
    configuration = loaded;
  }

  private ScrapeOptions withOwnJob(TrivetOptions options) {
    ScrapeOptions asked = options.scrape();
    boolean taken = asked.scrapeConfigs().stream().anyMatch(job -> job.jobName().equals(OWN_JOB));
    if (!options.self().scrape() || ownTarget.isEmpty() || taken) {
      return asked;
    }
    String interval = DurationText.formatPrometheus(options.self().scrapeInterval().toMillis());
    LoadedConfiguration own =
        Configuration.parse(
            "own job",
            "scrape_configs: [{job_name: "
                + OWN_JOB
                + ", scrape_interval: "
                + interval
                + ", metrics_path: '"
                + options.server().prefix()
                + "/metrics', static_configs: [{targets: ['"
                + ownTarget
                + "']}]}]");
    List<ScrapeConfig> jobs = new ArrayList<>(asked.scrapeConfigs());
    jobs.addAll(own.optionsOrThrow().scrapeConfigs());
    return new ScrapeOptions(asked.global(), jobs, asked.monitors(), asked.features());
  }

  @Override
  public List<Active> active() {
    return service.targets(null).stream().map(Scraping::active).toList();
  }

  private static Active active(TargetHealth target) {
    return new Active(
        target.pool(),
        target.discoveredLabels(),
        target.labels(),
        target.scrapeUrl().toString(),
        target.lastError(),
        target.lastScrape(),
        target.lastScrapeDuration().toNanos() / 1e9,
        target.health().name().toLowerCase(Locale.ROOT),
        DurationText.formatPrometheus(target.scrapeInterval().toMillis()),
        DurationText.formatPrometheus(target.scrapeTimeout().toMillis()),
        target.metadata());
  }

  @Override
  public List<Dropped> dropped() {
    return service.droppedTargets(null).stream()
        .map(target -> new Dropped(target.pool(), target.discoveredLabels()))
        .toList();
  }

  @Override
  public List<String> pools() {
    return service.pools();
  }

  @Override
  public List<RelabelStep> relabelSteps(String pool, Labels labels) {
    return service.relabelSteps(pool, labels).stream()
        .map(step -> step(step.rule(), step))
        .toList();
  }

  private static RelabelStep step(RelabelConfig rule, Relabelling.Step step) {
    return new RelabelStep(
        rule.sourceLabels(),
        rule.separator(),
        rule.regex(),
        rule.modulus(),
        rule.targetLabel(),
        rule.replacement(),
        rule.action(),
        step.labels(),
        step.kept());
  }

  @Override
  public String poolConfig(String pool) {
    return Configuration.scrapeJob(configuration, pool);
  }

  /// Stops without staleness markers: a restart goes on where this ends.
  @Override
  public void close() {
    service.stop(false);
    timer.shutdownNow();
    waiting.shutdownNow();
  }
}
