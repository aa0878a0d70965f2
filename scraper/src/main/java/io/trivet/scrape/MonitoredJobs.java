package io.trivet.scrape;

import io.trivet.scrape.config.KubernetesMonitors;
import io.trivet.scrape.config.OptionProblem;
import io.trivet.scrape.config.ScrapeConfig;
import io.trivet.scrape.config.ScrapeOptions;
import io.trivet.scrape.kubernetes.MonitorWatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The scrape jobs made of objects of Kubernetes. Safe for use from any thread.
final class MonitoredJobs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MonitoredJobs.class);
  private static final Duration RETRY = Duration.ofSeconds(15);

  private final ScrapeEnvironment environment;
  private final Function<Map<String, Object>, ScrapeConfig> reader;
  private final ScrapeCounters counters;
  private final Runnable changed;
  private @Nullable KubernetesMonitors config;
  private @Nullable ScrapeOptions options;
  private @Nullable AutoCloseable watch;
  private List<ScrapeConfig> jobs = List.of();

  /// Grows with each change of the configuration, so that what an old watch still tells is not
  /// heard.
  private int generation;

  /// @param changed told when [#jobs] gives something else
  MonitoredJobs(
      ScrapeEnvironment environment,
      Function<Map<String, Object>, ScrapeConfig> reader,
      ScrapeCounters counters,
      Runnable changed) {
    this.environment = environment;
    this.reader = reader;
    this.counters = counters;
    this.changed = changed;
  }

  synchronized List<ScrapeConfig> jobs() {
    return jobs;
  }

  /// Takes over new options. Jobs found before stay until the new watch has told its own.
  synchronized void reload(ScrapeOptions now) {
    options = now;
    KubernetesMonitors asked = now.monitors();
    if (asked == null ? config == null : asked.equals(config)) {
      return;
    }
    end();
    config = asked;
    int mine = ++generation;
    if (asked == null) {
      jobs = List.of();
    } else {
      environment.blocking().execute(() -> connect(mine, asked));
    }
  }

  private synchronized void connect(int mine, KubernetesMonitors asked) {
    if (mine != generation) {
      return;
    }
    try {
      watch =
          new MonitorWatch(
              asked,
              environment.files(),
              environment.timer(),
              environment.blocking(),
              environment.userAgent(),
              found -> take(mine, found),
              this::failed);
    } catch (IOException | RuntimeException e) {
      failed();
      LOG.warn("monitors of kubernetes: {}", e.getMessage());
      var _ =
          environment
              .timer()
              .schedule(
                  () -> environment.blocking().execute(() -> connect(mine, asked)),
                  RETRY.toMillis(),
                  TimeUnit.MILLISECONDS);
    }
  }

  private void failed() {
    counters.increment(ScrapeCounter.DISCOVERY_FAILURES);
  }

  private void take(int from, List<Map<String, Object>> found) {
    List<ScrapeConfig> made = new ArrayList<>();
    for (Map<String, Object> keys : found) {
      try {
        ScrapeConfig job = reader.apply(keys);
        String problem = problem(job);
        if (problem.isEmpty()) {
          made.add(job);
        } else {
          failed();
          LOG.warn("{} is left out: {}", keys.get("job_name"), problem);
        }
      } catch (RuntimeException e) {
        failed();
        LOG.warn("{} is left out: {}", keys.get("job_name"), e.getMessage());
      }
    }
    synchronized (this) {
      if (from != generation || made.equals(jobs)) {
        return;
      }
      jobs = made;
    }
    // Not under the lock of this: the pools take locks of their own.
    changed.run();
  }

  private synchronized String problem(ScrapeConfig job) {
    ScrapeOptions all = options;
    if (all == null) {
      return "";
    }
    return new ScrapeOptions(all.global(), List.of(job))
        .validate().stream().map(OptionProblem::toString).findFirst().orElse("");
  }

  private void end() {
    AutoCloseable ended = watch;
    watch = null;
    if (ended != null) {
      environment
          .blocking()
          .execute(() -> {
            try {
              ended.close();
            } catch (Exception e) {
              LOG.debug("the watch of monitors did not end well", e);
            }
          });
    }
  }

  @Override
  public synchronized void close() {
    generation++;
    end();
  }
}
