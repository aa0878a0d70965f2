package io.trivet.appliance.api.prometheus;

import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.core.error.TrivetException;
import io.trivet.core.query.QueryContext;
import io.trivet.metrics.promql.SampleStatistics;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A line of JSON for each PromQL query that has ended:
///
/// ```text
/// {"time": .., "level": "INFO", "msg": "promql query logged",
///  "params": {"end": .., "query": .., "start": .., "step": seconds}, "error": .., "stats": {..},
///  "httpRequest": {"clientIP": .., "method": .., "path": ..} | "ruleGroup": {"file": .., "name": ..}}
/// ```
///
/// Source: the query log of Prometheus 3. Safe for use from any thread.
public final class QueryLog {
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private final InstantSource clock;
  private volatile @Nullable Consumer<byte[]> lines;

  public QueryLog(InstantSource clock) {
    this.clock = clock;
  }

  /// Writes to this from now on; null switches the log off.
  public void to(@Nullable Consumer<byte[]> wanted) {
    lines = wanted;
  }

  /// Who asks.
  public sealed interface Origin {
    /// @param path without the query
    record HttpRequest(String clientIp, String method, String path) implements Origin {}

    record RuleGroup(String file, String name) implements Origin {}
  }

  /// What is asked. An instant query ends where it starts and has no step.
  public record Asked(String query, long startMs, long endMs, long stepMs, Origin origin) {}

  /// Evaluates a query.
  ///
  /// @param <T> what comes of it
  public interface Evaluation<T> {
    /// @param entry of the log; null when there is none
    T run(@Nullable Entry entry);
  }

  /// What an evaluation tells its entry.
  public static final class Entry {
    private final SampleStatistics counts = new SampleStatistics();
    private final long asked = System.nanoTime();
    private volatile long started = asked;
    private volatile long finished;

    /// Takes the samples of the query.
    public SampleStatistics counts() {
      return counts;
    }

    /// The turn of the query has come.
    public void start() {
      started = System.nanoTime();
    }

    /// The result of the query is there.
    public void finish() {
      finished = System.nanoTime();
    }
  }

  /// Evaluates a query and logs it when it has ended, however that was.
  public <T> T logged(Asked asked, QueryContext context, Evaluation<T> evaluation) {
    Consumer<byte[]> log = lines;
    if (log == null) {
      return evaluation.run(null);
    }
    Entry entry = new Entry();
    String error = "internal error";
    try {
      T result = evaluation.run(entry);
      error = "";
      return result;
    } catch (TrivetException e) {
      error = e.reason();
      throw e;
    } finally {
      log.accept(line(asked, entry, error, context));
    }
  }

  private byte[] line(Asked asked, Entry entry, String error, QueryContext context) {
    JsonOutput json = new JsonOutput().beginObject();
    json.field("time", TIME.format(clock.instant().truncatedTo(ChronoUnit.MILLIS)));
    json.field("level", "INFO").field("msg", "promql query logged");
    json.name("params").beginObject();
    json.field("end", time(asked.endMs())).field("query", asked.query());
    json.field("start", time(asked.startMs())).field("step", asked.stepMs() / 1000).endObject();
    if (!error.isEmpty()) {
      json.field("error", error);
    }
    long finished = entry.finished == 0 ? System.nanoTime() : entry.finished;
    json.name("stats");
    new QueryStatsJson(
            entry.counts, false, entry.asked, entry.started, finished, context.peakSamples())
        .write(json);
    switch (asked.origin()) {
      case Origin.HttpRequest(String clientIp, String method, String path) ->
          json.name("httpRequest")
              .beginObject()
              .field("clientIP", clientIp)
              .field("method", method)
              .field("path", path)
              .endObject();
      case Origin.RuleGroup(String file, String name) ->
          json.name("ruleGroup").beginObject().field("file", file).field("name", name).endObject();
    }
    return json.endObject().newline().finish().toArray();
  }

  private static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }
}
