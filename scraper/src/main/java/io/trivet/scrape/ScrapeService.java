package io.trivet.scrape;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.scrape.config.GlobalScrape;
import io.trivet.scrape.config.OptionProblem;
import io.trivet.scrape.config.ScrapeConfig;
import io.trivet.scrape.config.ScrapeOptions;
import io.trivet.scrape.discovery.SharedDiscoveries;
import io.trivet.scrape.relabel.Relabelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The scraper: one pool of targets for each job. Safe for use from any thread.
public final class ScrapeService {
  private final ScrapeEnvironment environment;
  private final ScrapeCounters counters = new ScrapeCounters();
  private final SharedDiscoveries discoveries =
      new SharedDiscoveries(
          () -> counters.increment(ScrapeCounter.DISCOVERY_UPDATES),
          () -> counters.increment(ScrapeCounter.DISCOVERY_FAILURES));
  private final Map<String, ScrapePool> pools = new TreeMap<>();
  private final MonitoredJobs monitored;
  private ScrapeOptions options = new ScrapeOptions(GlobalScrape.defaults(), List.of());
  private boolean stopped;

  /// A service without jobs made of objects of Kubernetes.
  public ScrapeService(ScrapeEnvironment environment) {
    this(
        environment,
        keys -> {
          throw new IllegalArgumentException("objects of Kubernetes are not read here");
        });
  }

  /// @param reader makes a job of the keys of one item of `scrape_configs`
  public ScrapeService(
      ScrapeEnvironment environment, Function<Map<String, Object>, ScrapeConfig> reader) {
    this.environment = environment;
    this.monitored = new MonitoredJobs(environment, reader, counters, this::apply);
  }

  /// Starts to discover and scrape.
  ///
  /// @throws TrivetException of kind BAD_DATA if the options are not valid
  public void start(ScrapeOptions options) {
    reload(options);
  }

  /// Takes over new options: all of them, or none if they are not valid. Targets that stay the same
  /// are scraped on as if nothing had happened.
  ///
  /// @throws TrivetException of kind BAD_DATA if the options are not valid
  public synchronized void reload(ScrapeOptions options) {
    List<OptionProblem> problems = options.validate();
    if (!problems.isEmpty()) {
      throw new TrivetException(
          ErrorKind.BAD_DATA,
          problems.stream().map(OptionProblem::toString).collect(Collectors.joining("; ")));
    }
    if (stopped) {
      throw new TrivetException(ErrorKind.UNAVAILABLE, "the scraper has been stopped");
    }
    this.options = options;
    monitored.reload(options);
    apply();
  }

  /// Brings the pools in line with the jobs of the options and those made of objects of Kubernetes.
  private synchronized void apply() {
    if (stopped) {
      return;
    }
    Map<String, ScrapeConfig> jobs = new LinkedHashMap<>();
    options.scrapeConfigs().forEach(config -> jobs.put(config.jobName(), config));
    monitored.jobs().forEach(config -> jobs.putIfAbsent(config.jobName(), config));
    Map<String, ScrapePool> before = new TreeMap<>(pools);
    for (ScrapeConfig config : jobs.values()) {
      ScrapeSettings settings = ScrapeSettings.of(config, options.global(), options.features());
      ScrapePool known = before.remove(config.jobName());
      if (known != null) {
        known.reload(config, settings);
      } else {
        ScrapePool pool = new ScrapePool(config, settings, environment, discoveries, counters);
        pools.put(config.jobName(), pool);
        pool.start();
      }
    }
    before.forEach((job, pool) -> {
      pools.remove(job);
      pool.remove();
    });
  }

  /// Stops all scraping for good.
  ///
  /// @param markStale whether all series get a staleness marker now: right where nobody will scrape
  ///   the targets soon, wrong for a restart
  public synchronized void stop(boolean markStale) {
    stopped = true;
    monitored.close();
    pools.values().forEach(pool -> pool.stop(markStale));
    pools.clear();
  }

  /// Names of the jobs, sorted.
  public synchronized List<String> pools() {
    return List.copyOf(pools.keySet());
  }

  /// Targets that are scraped.
  ///
  /// @param pool a job, null for all
  public List<TargetHealth> targets(@Nullable String pool) {
    List<TargetHealth> all = new ArrayList<>();
    selected(pool).forEach(one -> all.addAll(one.targets()));
    return all;
  }

  /// Targets which relabelling dropped, as many as the options let be kept.
  ///
  /// @param pool a job, null for all
  public List<DroppedTarget> droppedTargets(@Nullable String pool) {
    List<DroppedTarget> all = new ArrayList<>();
    selected(pool).forEach(one -> all.addAll(one.droppedTargets()));
    return all;
  }

  /// Number of dropped targets by job.
  public synchronized Map<String, Integer> droppedTargetCounts() {
    Map<String, Integer> counts = new TreeMap<>();
    pools.forEach((job, pool) -> counts.put(job, pool.droppedCount()));
    return counts;
  }

  /// What each relabelling rule of a job makes of discovered labels.
  ///
  /// @throws TrivetException of kind NOT_FOUND if there is no such job
  public List<Relabelling.Step> relabelSteps(String pool, Labels discovered) {
    List<ScrapePool> found = selected(pool);
    if (found.isEmpty()) {
      throw new TrivetException(ErrorKind.NOT_FOUND, "scrape pool not found: " + pool);
    }
    return found.getFirst().relabelSteps(discovered);
  }

  private synchronized List<ScrapePool> selected(@Nullable String pool) {
    if (pool == null) {
      return List.copyOf(pools.values());
    }
    ScrapePool one = pools.get(pool);
    return one == null ? List.of() : List.of(one);
  }

  /// What the scraper counts of itself.
  public ScrapeCounters counters() {
    return counters;
  }
}
