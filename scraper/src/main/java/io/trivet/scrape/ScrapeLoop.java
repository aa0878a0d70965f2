package io.trivet.scrape;

import io.trivet.core.error.TrivetException;
import io.trivet.metrics.MetricsAppender;
import io.trivet.scrape.config.ScrapeProtocol;
import io.trivet.scrape.http.FetchException;
import io.trivet.scrape.http.Fetched;
import io.trivet.scrape.http.Fetcher;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Scrapes one target again and again: waits for the next moment of its grid, fetches, writes,
/// reports.
///
/// The grid is `offset + n * interval` since the epoch, so that a target keeps its phase over
/// restarts. A scrape that takes longer than the interval makes the loop skip moments.
final class ScrapeLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ScrapeLoop.class);

  private final String pool;
  private final Target target;
  private final ScrapeSettings settings;
  private final ScrapeEnvironment environment;
  private final Fetcher fetcher;
  private final ScrapeCounters counters;
  private final Map<String, String> headers;
  private final ScrapeCache cache;
  private final MetadataCache metadata;
  private final SampleWriter samples;
  private final ReportWriter report;

  private volatile String forcedError = "";
  private volatile boolean stopped;
  private volatile TargetHealth.Health health = TargetHealth.Health.UNKNOWN;
  private volatile String lastError = "";
  private volatile @Nullable Instant lastScrape;
  private volatile Duration lastDuration = Duration.ZERO;
  private volatile @Nullable Future<?> waiting;

  /// @param before the loop of the same target under settings that are no longer; null if none
  ScrapeLoop(
      Target target,
      ScrapeSettings settings,
      ScrapeEnvironment environment,
      Fetcher fetcher,
      ScrapeCounters counters,
      @Nullable ScrapeLoop before) {
    this.pool = settings.job();
    this.target = target;
    this.settings = settings;
    this.environment = environment;
    this.fetcher = fetcher;
    this.counters = counters;
    this.headers = ExpositionFormat.headers(settings, target, environment.userAgent());
    boolean sameRules = before != null && before.settings.rules().equals(settings.rules());
    this.cache = before != null && sameRules ? before.cache : new ScrapeCache();
    this.metadata = before == null ? new MetadataCache() : before.metadata;
    this.samples = new SampleWriter(target.labels(), settings, cache, metadata, counters);
    this.report = new ReportWriter(target.labels(), settings.extraMetrics());
    if (before != null) {
      health = before.health;
      lastError = before.lastError;
      lastScrape = before.lastScrape;
      lastDuration = before.lastDuration;
    }
  }

  Target target() {
    return target;
  }

  /// Makes every scrape fail with this message, "" for none.
  void forceError(String error) {
    forcedError = error;
  }

  void start() {
    schedule(environment.clock().millis());
  }

  /// The first moment of the grid after a time.
  static long nextMs(long afterMs, long offsetMs, long intervalMs) {
    return afterMs + 1 + Math.floorMod(offsetMs - afterMs - 1, intervalMs);
  }

  private void schedule(long afterMs) {
    if (stopped) {
      return;
    }
    long planned =
        nextMs(afterMs, target.offsetMs(environment.seed()), target.interval().toMillis());
    long delay = Math.max(0, planned - environment.clock().millis());
    waiting =
        environment
            .timer()
            .schedule(
                () -> environment.blocking().execute(() -> turn(planned)),
                delay,
                TimeUnit.MILLISECONDS);
  }

  private void turn(long plannedMs) {
    if (stopped) {
      return;
    }
    try {
      scrape(alignedMs(plannedMs));
    } catch (RuntimeException e) {
      LOG.error("scrape of {} failed unexpectedly", target.url(), e);
      lastError = "internal error";
      health = TargetHealth.Health.DOWN;
    } finally {
      schedule(Math.max(plannedMs, environment.clock().millis()));
    }
  }

  /// The planned time where the real one differs from it by next to nothing: regular timestamps
  /// compress better.
  private long alignedMs(long plannedMs) {
    long now = environment.clock().millis();
    long tolerance = Math.min(target.interval().toMillis() / 100, 2);
    return Math.abs(now - plannedMs) <= tolerance ? plannedMs : now;
  }

  /// Makes one scrape now, with this timestamp.
  void scrape(long nowMs) {
    // The loop before this one, under older settings, may still be at its last scrape.
    synchronized (cache) {
      MetricsAppender appender = environment.appenders().get();
      try {
        scrape(nowMs, appender);
      } catch (RuntimeException e) {
        appender.rollback();
        throw e;
      }
    }
  }

  private void scrape(long nowMs, MetricsAppender appender) {
    long start = System.nanoTime();
    cache.begin();
    samples.reset();
    counters.increment(ScrapeCounter.SCRAPES);
    long bodySize = 0;
    String error = forcedError;
    if (error.isEmpty()) {
      try {
        Fetched fetched =
            fetcher.fetch(target.url(), headers, target.timeout(), settings.bodyLimit());
        bodySize = fetched.length();
        counters.add(ScrapeCounter.BYTES, bodySize);
        error = write(fetched, nowMs, appender);
      } catch (FetchException e) {
        error = e.reason();
        if (error.equals(FetchException.BODY_LIMIT)) {
          bodySize = -1;
          counters.increment(ScrapeCounter.EXCEEDED_BODY_SIZE);
        }
      }
    }
    boolean good = error.isEmpty();
    if (!good) {
      counters.increment(ScrapeCounter.FAILED_SCRAPES);
      appender.rollback();
      samples.markAllStale(nowMs, appender);
      LOG.debug("scrape of {} failed: {}", target.url(), error);
      if (!settings.failureLog().isEmpty()) {
        environment
            .failures()
            .failed(settings.failureLog(), settings.job(), target.url().toString(), error);
      }
    }
    Duration duration = Duration.ofNanos(System.nanoTime() - start);
    try {
      report.report(
          good,
          duration.toNanos() / 1e9,
          samples,
          bodySize,
          appender,
          nowMs,
          target.timeout().toMillis() / 1000.0,
          settings.sampleLimit());
      appender.commit();
    } catch (IOException | TrivetException e) {
      appender.rollback();
      error = "the samples cannot be stored: " + e.getMessage();
      good = false;
      LOG.warn("scrape of {}: {}", target.url(), error);
    }
    lastDuration = duration;
    lastScrape = Instant.ofEpochMilli(nowMs);
    lastError = error;
    health = good ? TargetHealth.Health.UP : TargetHealth.Health.DOWN;
  }

  /// Writes the body into the batch.
  ///
  /// @return what is wrong, "" if nothing is
  private String write(Fetched fetched, long nowMs, MetricsAppender appender) {
    try {
      ScrapeProtocol protocol = ExpositionFormat.of(fetched.contentType(), settings.fallback());
      if (fetched.length() == 0) {
        samples.markAllStale(nowMs, appender);
        return "";
      }
      boolean createdToo = !settings.rules().features().zeroSamples();
      String error =
          samples.write(
              ExpositionFormat.parser(protocol, fetched, target, createdToo), nowMs, appender);
      return error == null ? "" : error;
    } catch (ExpositionFormat.UnknownFormat e) {
      String message = e.getMessage();
      return message == null ? "unknown format" : message;
    }
  }

  /// Ends the loop without staleness markers.
  void stop() {
    stopped = true;
    Future<?> next = waiting;
    if (next != null) {
      next.cancel(false);
    }
  }

  /// Ends the loop. Its series get their staleness markers a little more than two intervals later,
  /// at the time of the scrape that would have been next: if the target has come back by then,
  /// newer samples are there and the markers are refused.
  void stopAndMarkStaleLater() {
    stop();
    long intervalMs = target.interval().toMillis();
    long markMs =
        nextMs(environment.clock().millis(), target.offsetMs(environment.seed()), intervalMs);
    waiting =
        environment
            .timer()
            .schedule(
                () -> environment.blocking().execute(() -> markStale(markMs)),
                2 * intervalMs + intervalMs / 10,
                TimeUnit.MILLISECONDS);
  }

  /// Marks all series of the target as stale.
  void markStale(long nowMs) {
    synchronized (cache) {
      markStale(nowMs, environment.appenders().get());
    }
  }

  private void markStale(long nowMs, MetricsAppender appender) {
    try {
      samples.markAllStale(nowMs, appender);
      report.markStale(appender, nowMs);
      appender.commit();
    } catch (IOException | TrivetException e) {
      appender.rollback();
      LOG.warn("staleness markers of {} cannot be stored: {}", target.url(), e.getMessage());
    }
  }

  TargetHealth view() {
    return new TargetHealth(
        pool,
        target.labels(),
        target.discovered(),
        target.url(),
        health,
        lastError,
        lastScrape,
        lastDuration,
        target.interval(),
        target.timeout(),
        metadata.snapshot());
  }
}
