package io.trivet.metrics.promql.function;

import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.text.SourceText;
import io.trivet.core.text.TextRange;
import io.trivet.metrics.promql.column.FloatText;
import java.math.MathContext;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Warnings and infos of one query, without repetitions; of one text the place that was worked on
/// last is told: the outer expression after those in it, the right operand after the left one. Safe
/// for use from any thread.
public final class Annotations {
  private static final int MAX_TEXTS = 10_000;

  private final Map<String, Place> warnings = new ConcurrentHashMap<>();
  private final Map<String, Place> infos = new ConcurrentHashMap<>();
  private final Map<String, Repairs> repairs = new ConcurrentHashMap<>();
  private final Map<String, Overlaps> overlaps = new ConcurrentHashMap<>();

  /// @param by the expression that told of it
  private record Place(TextRange at, TextRange by) {
    boolean isAfter(Place other) {
      if (by.end() != other.by.end()) {
        return by.end() > other.by.end();
      }
      return by.start() == other.by.start()
          ? at.start() > other.at.start()
          : by.start() < other.by.start();
    }
  }

  /// Repairs of classic histograms whose buckets were not monotonic.
  private record Repairs(
      double lowest,
      double highest,
      double largest,
      long first,
      long last,
      int samples,
      TextRange at) {}

  /// Samples whose start time lies before the sample before them.
  private record Overlaps(int samples, TextRange at) {}

  public void warn(String text, TextRange at) {
    add(warnings, text, new Place(at, at));
  }

  public void info(String text, TextRange at) {
    add(infos, text, new Place(at, at));
  }

  private static void add(Map<String, Place> to, String text, Place place) {
    Place old = to.get(text);
    if (old == null ? to.size() < MAX_TEXTS : place.isAfter(old)) {
      to.merge(text, place, (a, b) -> b.isAfter(a) ? b : a);
    }
  }

  public void mixedFloatsAndHistograms(String metric, TextRange at) {
    warn("encountered a mix of histograms and floats for metric name " + quoted(metric), at);
  }

  public void mixedBuckets(String metric, TextRange at) {
    warn(
        "vector contains a mix of histograms with exponential and custom buckets schemas for metric"
            + " name "
            + quoted(metric),
        at);
  }

  public void notCounter(String metric, TextRange at) {
    warn("this native histogram metric is not a counter: " + quoted(metric), at);
  }

  public void notGauge(String metric, TextRange at) {
    warn("this native histogram metric is not a gauge: " + quoted(metric), at);
  }

  /// @param operation `addition`, `subtraction` or `aggregation`
  public void reconciledBuckets(String operation, TextRange at) {
    info("mismatched custom buckets were reconciled during " + operation, at);
  }

  /// @param operation `addition`, `subtraction` or `aggregation`
  public void conflictingResets(String operation, TextRange at) {
    warn("conflicting counter resets during histogram " + operation, at);
  }

  public void ignoredHistograms(String metric, TextRange at) {
    info(
        "ignored histograms in a range containing both floats and histograms for metric name "
            + quoted(metric),
        at);
  }

  public void invalidQuantile(double q, TextRange at) {
    invalidQuantile(q, at, at);
  }

  /// @param by the expression whose parameter stands at the place
  public void invalidQuantile(double q, TextRange at, TextRange by) {
    String text = "quantile value should be between 0 and 1, got " + FloatText.general(q);
    add(warnings, text, new Place(at, by));
  }

  /// Remembers a repair of a classic histogram.
  public void repaired(
      String metric, double low, double high, double difference, long timeMs, TextRange at) {
    repairs.merge(
        metric,
        new Repairs(low, high, difference, timeMs, timeMs, 1, at),
        (a, b) ->
            new Repairs(
                Math.min(a.lowest, b.lowest),
                Math.max(a.highest, b.highest),
                Math.max(a.largest, b.largest),
                Math.min(a.first, b.first),
                Math.max(a.last, b.last),
                a.samples + b.samples,
                b.at));
  }

  /// Remembers samples whose start time lies before the sample before them.
  public void overlappingStarts(String metric, int samples, TextRange at) {
    overlaps.merge(
        metric, new Overlaps(samples, at), (a, b) -> new Overlaps(a.samples + b.samples, at));
  }

  /// Hands everything to the context, with the place in the query behind each text.
  public void reportTo(String query, QueryContext context) {
    SourceText source = new SourceText(query);
    warnings.forEach(
        (text, place) -> context.warn("PromQL warning: " + text + place(source, place.at)));
    infos.forEach((text, place) -> context.info("PromQL info: " + text + place(source, place.at)));
    repairs.forEach(
        (metric, r) -> context.info("PromQL info: " + describe(metric, r) + place(source, r.at)));
    overlaps.forEach((metric, o) ->
        context.warn(
            "PromQL warning: sample has start time that overlaps with previous sample timestamp"
                + " for metric "
                + quoted(metric)
                + (o.samples > 1 ? " (" + o.samples + " occurrences)" : "")
                + place(source, o.at)));
  }

  private static String describe(String metric, Repairs r) {
    MathContext two = new MathContext(2);
    return "input to histogram_quantile needed to be fixed for monotonicity (see"
        + " https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)"
        + (metric.isEmpty() ? "" : " for metric name " + quoted(metric))
        + ", from buckets "
        + FloatText.general(r.lowest)
        + " to "
        + FloatText.general(r.highest)
        + ", with a max diff of "
        + FloatText.general(r.largest, two)
        + ", over "
        + r.samples
        + " samples from "
        + time(r.first)
        + " to "
        + time(r.last);
  }

  private static String time(long ms) {
    return Instant.ofEpochSecond(Math.floorDiv(ms, 1000)).toString();
  }

  private static String place(SourceText source, TextRange at) {
    return " (" + source.line(at.start()) + ":" + source.byteColumn(at.start()) + ")";
  }

  public static String quoted(String text) {
    StringBuilder out = new StringBuilder();
    Labels.quote(text, out);
    return out.toString();
  }
}
