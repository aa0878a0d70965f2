package io.trivet.scrape;

import io.trivet.metrics.MetricsAppender;
import io.trivet.scrape.config.HttpClientOptions;
import io.trivet.scrape.http.Fetcher;
import io.trivet.scrape.http.FileSource;
import io.trivet.scrape.http.HttpFetcher;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;

/// What the scraper gets from outside.
///
/// @param appenders gives an appender for one batch
/// @param fetchers makes the HTTP client of a job
/// @param timer runs short tasks at given times
/// @param blocking runs tasks that wait, each on a thread of its own
/// @param failures takes a note of scrapes that failed, of jobs which want that
/// @param userAgent header of all requests
/// @param seed differs from server to server, so that they scrape at different moments
public record ScrapeEnvironment(
    Supplier<MetricsAppender> appenders,
    Function<HttpClientOptions, Fetcher> fetchers,
    FileSource files,
    ScheduledExecutorService timer,
    Executor blocking,
    InstantSource clock,
    FailureLog failures,
    String userAgent,
    long seed) {

  /// An environment that fetches over HTTP.
  public static ScrapeEnvironment overHttp(
      Supplier<MetricsAppender> appenders,
      FileSource files,
      ScheduledExecutorService timer,
      Executor blocking,
      InstantSource clock,
      FailureLog failures,
      String userAgent,
      long seed) {
    return new ScrapeEnvironment(
        appenders,
        options -> new HttpFetcher(options, files, blocking, timer, clock),
        files,
        timer,
        blocking,
        clock,
        failures,
        userAgent,
        seed);
  }
}
