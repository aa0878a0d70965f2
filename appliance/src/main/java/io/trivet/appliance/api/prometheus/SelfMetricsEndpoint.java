package io.trivet.appliance.api.prometheus;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.Endpoint;
import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.appliance.api.http.Request;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Regex;
import io.trivet.core.label.RegexException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// `status/self_metrics`: the families of the server's own `/metrics` whose whole name matches
/// `metric_name_pattern`, as the JSON of the messages `io.prometheus.client.MetricFamily`.
public final class SelfMetricsEndpoint implements Endpoint {
  private final Supplier<List<MetricFamilySamples>> source;

  /// @param source the families, each with its samples in the order of the text format
  public SelfMetricsEndpoint(Supplier<List<MetricFamilySamples>> source) {
    this.source = source;
  }

  @Override
  public Answer handle(Request request) {
    return ApiAnswer.data(families(request.parameters().get("metric_name_pattern")));
  }

  /// The families whose name matches, sorted; all if the pattern is empty.
  Consumer<JsonOutput> families(String pattern) {
    Regex wanted = pattern(pattern);
    List<MetricFamilySamples> families = new ArrayList<>(source.get());
    families.removeIf(family -> !wanted.matches(name(family)));
    families.sort(Comparator.comparing(SelfMetricsEndpoint::name));
    return json -> {
      json.beginArray();
      families.forEach(family -> family(json, family));
      json.endArray();
    };
  }

  private static Regex pattern(String text) {
    try {
      return Regex.anchored(text.isEmpty() ? ".*" : text);
    } catch (RegexException e) {
      throw new TrivetException(
          ErrorKind.BAD_DATA, "invalid metric_name_pattern: " + e.reason(), e);
    }
  }

  private static String name(MetricFamilySamples family) {
    return family.type == Collector.Type.COUNTER ? family.name + "_total" : family.name;
  }

  private static String type(MetricFamilySamples family) {
    return switch (family.type) {
      case COUNTER -> "COUNTER";
      case GAUGE, INFO, STATE_SET -> "GAUGE";
      case HISTOGRAM -> "HISTOGRAM";
      case GAUGE_HISTOGRAM -> "GAUGE_HISTOGRAM";
      case SUMMARY -> "SUMMARY";
      case UNKNOWN -> "UNTYPED";
    };
  }

  private static void family(JsonOutput json, MetricFamilySamples family) {
    json.beginObject().field("name", name(family)).field("help", family.help);
    json.field("type", type(family)).name("metric").beginArray();
    for (Map.Entry<Map<String, String>, List<Sample>> metric : metrics(family).entrySet()) {
      json.beginObject();
      if (!metric.getKey().isEmpty()) {
        json.name("label").beginArray();
        metric
            .getKey()
            .forEach((name, value) ->
                json.beginObject().field("name", name).field("value", value).endObject());
        json.endArray();
      }
      switch (family.type) {
        case COUNTER -> single(json, "counter", metric.getValue());
        case GAUGE, INFO, STATE_SET -> single(json, "gauge", metric.getValue());
        case UNKNOWN -> single(json, "untyped", metric.getValue());
        case SUMMARY -> counted(json, "summary", metric.getValue());
        case HISTOGRAM, GAUGE_HISTOGRAM -> counted(json, "histogram", metric.getValue());
      }
      json.endObject();
    }
    json.endArray();
    if (!family.unit.isEmpty()) {
      json.field("unit", family.unit);
    }
    json.endObject();
  }

  /// Samples by their labels without those of buckets and quantiles.
  private static Map<Map<String, String>, List<Sample>> metrics(MetricFamilySamples family) {
    Map<Map<String, String>, List<Sample>> metrics = new LinkedHashMap<>();
    for (Sample sample : family.samples) {
      Map<String, String> labels = new LinkedHashMap<>();
      for (int i = 0; i < sample.labelNames.size(); i++) {
        if (i != rankIndex(sample)) {
          labels.put(sample.labelNames.get(i), sample.labelValues.get(i));
        }
      }
      metrics
          .computeIfAbsent(Collections.unmodifiableMap(labels), _ -> new ArrayList<>())
          .add(sample);
    }
    return metrics;
  }

  /// Where the bound of a bucket or a quantile stands among the labels, -1 if there is none.
  private static int rankIndex(Sample sample) {
    int bound = sample.labelNames.indexOf("le");
    return bound >= 0 ? bound : sample.labelNames.indexOf("quantile");
  }

  private static void single(JsonOutput json, String kind, List<Sample> samples) {
    json.name(kind).beginObject();
    for (Sample sample : samples) {
      if (sample.name.endsWith("_created")) {
        created(json, sample);
      } else {
        number(json.name("value"), sample.value);
      }
    }
    json.endObject();
  }

  private static void counted(JsonOutput json, String kind, List<Sample> samples) {
    json.name(kind).beginObject();
    List<Sample> ranks = new ArrayList<>();
    for (Sample sample : samples) {
      if (rankIndex(sample) >= 0) {
        ranks.add(sample);
      } else if (sample.name.endsWith("_count") || sample.name.endsWith("_gcount")) {
        json.name("sampleCount").numberInString((long) sample.value);
      } else if (sample.name.endsWith("_created")) {
        created(json, sample);
      } else {
        number(json.name("sampleSum"), sample.value);
      }
    }
    if (!ranks.isEmpty()) {
      boolean summary = kind.equals("summary");
      json.name(summary ? "quantile" : "bucket").beginArray();
      for (Sample sample : ranks) {
        String text = sample.labelValues.get(rankIndex(sample));
        double rank = text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
        if (summary) {
          number(json.beginObject().name("quantile"), rank);
          number(json.name("value"), sample.value);
          json.endObject();
        } else if (rank != Double.POSITIVE_INFINITY) {
          json.beginObject().name("cumulativeCount").numberInString((long) sample.value);
          number(json.name("upperBound"), rank);
          json.endObject();
        }
      }
      json.endArray();
    }
    json.endObject();
  }

  private static void created(JsonOutput json, Sample sample) {
    Instant time = Instant.ofEpochMilli(Math.round(sample.value * 1000));
    json.field("createdTimestamp", time.toString());
  }

  /// A double as protobuf's JSON has it: what is not finite stands in a string.
  private static void number(JsonOutput json, double value) {
    if (Double.isFinite(value)) {
      json.number(value);
    } else {
      json.string(Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }
  }
}
