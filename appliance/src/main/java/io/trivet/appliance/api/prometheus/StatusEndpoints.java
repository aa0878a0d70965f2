package io.trivet.appliance.api.prometheus;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.appliance.api.http.Request;
import io.trivet.appliance.api.http.Router;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.metrics.BlockStatistics;
import io.trivet.metrics.CardinalityStatistics;
import io.trivet.metrics.MetricsStatistics;
import io.trivet.metrics.MetricsStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Status: what the server says of itself.
public final class StatusEndpoints {
  private static final int MAX_CARDINALITY = 10_000;

  private final MetricsStore store;
  private final Supplier<ServerStatus> status;

  public StatusEndpoints(MetricsStore store, Supplier<ServerStatus> status) {
    this.store = store;
    this.status = status;
  }

  /// What `status/*` tells.
  ///
  /// @param configYaml the configuration file in force, without secrets
  /// @param features what there is and is switched on, by category and name
  /// @param build version, revision, branch, buildUser, buildDate, goVersion
  /// @param runtime fields of `status/runtimeinfo`; numbers and truth values as they are
  public record ServerStatus(
      String configYaml,
      Map<String, String> flags,
      Map<String, ? extends Map<String, Boolean>> features,
      Map<String, String> build,
      Map<String, Object> runtime) {}

  public void routes(Router.Builder router) {
    router.errors(ApiAnswer.ERRORS);
    router.get("/api/v1/features", request -> ApiAnswer.data(this::features));
    router.get("/api/v1/status/config", request -> ApiAnswer.data(this::config));
    router.get("/api/v1/status/flags", request -> ApiAnswer.data(texts(status.get().flags())));
    router.get("/api/v1/status/buildinfo", request -> ApiAnswer.data(texts(status.get().build())));
    router.get("/api/v1/status/runtimeinfo", request -> ApiAnswer.data(this::runtime));
    router.get("/api/v1/status/tsdb", this::tsdb);
    router.get("/api/v1/status/tsdb/blocks", request -> ApiAnswer.data(this::blocks));
    router.get("/api/v1/status/walreplay", request -> ApiAnswer.data(StatusEndpoints::replay));
    router.get("/version", this::version);
  }

  private static Consumer<JsonOutput> texts(Map<String, String> fields) {
    return json -> {
      json.beginObject();
      new TreeMap<>(fields).forEach(json::field);
      json.endObject();
    };
  }

  private Answer version(Request request) {
    JsonOutput json = new JsonOutput();
    texts(status.get().build()).accept(json);
    return Answer.json(200, Answer.TEXT, json);
  }

  private void config(JsonOutput json) {
    json.beginObject().field("yaml", status.get().configYaml()).endObject();
  }

  private void runtime(JsonOutput json) {
    json.beginObject();
    status
        .get()
        .runtime()
        .forEach((name, value) -> {
          json.name(name);
          switch (value) {
            case Boolean bool -> json.bool(bool);
            case Number number -> json.number(number.longValue());
            default -> json.string(value.toString());
          }
        });
    json.endObject();
  }

  private void features(JsonOutput json) {
    json.beginObject();
    status
        .get()
        .features()
        .forEach((category, names) -> {
          json.name(category).beginObject();
          names.forEach((name, there) -> json.name(name).bool(there));
          json.endObject();
        });
    json.endObject();
  }

  private Answer tsdb(Request request) {
    String text = request.parameters().get("limit");
    int limit = 10;
    if (!text.isEmpty()) {
      try {
        limit = Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw new TrivetException(ErrorKind.BAD_DATA, "limit must be a positive number", e);
      }
      if (limit < 1) {
        throw new TrivetException(ErrorKind.BAD_DATA, "limit must be a positive number");
      }
      if (limit > MAX_CARDINALITY) {
        throw new TrivetException(ErrorKind.BAD_DATA, "limit must not exceed 10000");
      }
    }
    CardinalityStatistics cardinality = store.cardinality(limit);
    MetricsStatistics head = store.statistics();
    return ApiAnswer.data(json -> {
      json.beginObject().name("headStats").beginObject();
      json.field("numSeries", cardinality.series());
      json.field("numLabelPairs", cardinality.labelPairs()).field("chunkCount", head.chunks());
      json.field("minTime", head.minTimeMs()).field("maxTime", head.maxTimeMs()).endObject();
      entries(json, "seriesCountByMetricName", cardinality.seriesByMetricName());
      entries(json, "labelValueCountByLabelName", cardinality.valuesByLabelName());
      entries(json, "memoryInBytesByLabelName", cardinality.bytesByLabelName());
      entries(json, "seriesCountByLabelValuePair", cardinality.seriesByLabelPair());
      json.endObject();
    });
  }

  /// Nothing is answered before the journal was replayed, so that there is nothing left of it.
  private static void replay(JsonOutput json) {
    json.beginObject().field("min", 0).field("max", 0).field("current", 0).endObject();
  }

  private void blocks(JsonOutput json) {
    json.beginObject().name("blocks").beginArray();
    for (BlockStatistics block : store.blocks()) {
      json.beginObject().field("ulid", block.id()).field("minTime", block.minTimeMs());
      // The end is not part of the block there.
      json.field("maxTime", block.maxTimeMs() + 1).name("stats").beginObject();
      json.field("numSamples", block.floatSamples() + block.histogramSamples());
      json.field("numFloatSamples", block.floatSamples());
      json.field("numHistogramSamples", block.histogramSamples());
      json.field("numSeries", block.series()).field("numChunks", block.chunks());
      if (block.tombstones() > 0) {
        json.field("numTombstones", block.tombstones());
      }
      json.endObject().name("compaction").beginObject().field("level", block.level());
      json.name("sources").strings(block.sources()).endObject();
      json.field("version", 1).endObject();
    }
    json.endArray().endObject();
  }

  private static void entries(
      JsonOutput json, String name, List<CardinalityStatistics.Entry> entries) {
    json.name(name).beginArray();
    for (CardinalityStatistics.Entry entry : entries) {
      json.beginObject().field("name", entry.name()).field("value", entry.value()).endObject();
    }
    json.endArray();
  }
}
