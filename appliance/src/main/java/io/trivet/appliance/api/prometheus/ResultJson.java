package io.trivet.appliance.api.prometheus;

import io.trivet.appliance.api.http.GoNumbers;
import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.core.query.QueryContext;
import io.trivet.metrics.histogram.HistogramBuckets;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.promql.QueryResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Results of PromQL in the JSON of the query API.
final class ResultJson {
  private ResultJson() {}

  /// Writes `{"resultType": ..., "result": ...}`.
  ///
  /// @param limit most elements or series, 0 for all; a cut adds a warning
  /// @param stats written behind the result; null if nobody asked for them
  static void write(
      JsonOutput json,
      QueryResult result,
      int limit,
      @Nullable QueryStatsJson stats,
      QueryContext context) {
    json.beginObject();
    switch (result) {
      case QueryResult.Scalar(long time, double value) -> {
        json.field("resultType", "scalar").name("result").beginArray();
        json.number(time / 1000.0).string(GoNumbers.plain(value)).endArray();
      }
      case QueryResult.Text(long time, String value) -> {
        json.field("resultType", "string").name("result").beginArray();
        json.number(time / 1000.0).string(value).endArray();
      }
      case QueryResult.Vector(long time, List<QueryResult.Sample> samples) -> {
        json.field("resultType", "vector").name("result").beginArray();
        for (QueryResult.Sample sample : cut(samples, limit, context)) {
          json.beginObject().name("metric").labels(sample.labels());
          point(json, time, sample.value(), sample.histogram());
          json.endObject();
        }
        json.endArray();
      }
      case QueryResult.Matrix(List<QueryResult.Series> series) -> {
        json.field("resultType", "matrix").name("result").beginArray();
        for (QueryResult.Series one : cut(series, limit, context)) {
          series(json, one);
        }
        json.endArray();
      }
    }
    if (stats != null) {
      stats.write(json.name("stats"));
    }
    json.endObject();
  }

  private static <T> List<T> cut(List<T> all, int limit, QueryContext context) {
    if (limit <= 0 || all.size() <= limit) {
      return all;
    }
    context.warn(ApiAnswer.TRUNCATED);
    return all.subList(0, limit);
  }

  private static void point(
      JsonOutput json, long time, double value, @Nullable NativeHistogram histogram) {
    json.name(histogram == null ? "value" : "histogram").beginArray().seconds(time);
    if (histogram == null) {
      json.sample(value);
    } else {
      histogram(json, histogram);
    }
    json.endArray();
  }

  private static void series(JsonOutput json, QueryResult.Series series) {
    json.beginObject().name("metric").labels(series.labels());
    long[] times = series.timestampsMs();
    if (times.length > 0) {
      json.name("values").beginArray();
      for (int i = 0; i < times.length; i++) {
        json.beginArray().seconds(times[i]).sample(series.values()[i]).endArray();
      }
      json.endArray();
    }
    long[] histogramTimes = series.histogramTimestampsMs();
    if (histogramTimes.length > 0) {
      json.name("histograms").beginArray();
      for (int i = 0; i < histogramTimes.length; i++) {
        json.beginArray().seconds(histogramTimes[i]);
        histogram(json, series.histograms()[i]);
        json.endArray();
      }
      json.endArray();
    }
    json.endObject();
  }

  private static void histogram(JsonOutput json, NativeHistogram histogram) {
    json.beginObject().name("count").sample(histogram.count).name("sum").sample(histogram.sum);
    HistogramBuckets buckets = HistogramBuckets.of(histogram);
    boolean open = false;
    for (int i = 0; i < buckets.size(); i++) {
      // Prometheus shows a zero bucket only if something is in it.
      boolean negativeZero =
          buckets.count(i) < 0
              && !histogram.hasCustomBuckets()
              && buckets.boundary(i) == HistogramBuckets.Boundary.CLOSED_BOTH;
      if (buckets.count(i) != 0 && !negativeZero) {
        if (!open) {
          json.name("buckets").beginArray();
          open = true;
        }
        json.beginArray().number(boundary(buckets.boundary(i)));
        json.sample(buckets.lower(i)).sample(buckets.upper(i)).sample(buckets.count(i)).endArray();
      }
    }
    if (open) {
      json.endArray();
    }
    json.endObject();
  }

  private static int boundary(HistogramBuckets.Boundary boundary) {
    return switch (boundary) {
      case OPEN_LEFT -> 0;
      case OPEN_RIGHT -> 1;
      case OPEN_BOTH -> 2;
      case CLOSED_BOTH -> 3;
    };
  }
}
