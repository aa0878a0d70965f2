package io.trivet.appliance.api.loki;

import io.trivet.appliance.api.http.GoNumbers;
import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.query.QueryStatistics;
import io.trivet.logs.logql.eval.LogqlResult;
import java.util.List;
import java.util.Map;

/// Results of LogQL in the JSON of the query API.
final class LokiJson {
  static final String CATEGORIZE = "categorize-labels";

  private static final String[] STORE_CHUNK = {
    "headChunkBytes",
    "headChunkLines",
    "decompressedBytes",
    "decompressedLines",
    "compressedBytes",
    "totalDuplicates",
    "postFilterLines",
    "headChunkStructuredMetadataBytes",
    "decompressedStructuredMetadataBytes"
  };
  private static final String[] CACHES = {
    "chunk",
    "index",
    "result",
    "statsResult",
    "volumeResult",
    "seriesResult",
    "labelResult",
    "instantMetricResult"
  };
  private static final String[] CACHE = {
    "entriesFound",
    "entriesRequested",
    "entriesStored",
    "bytesReceived",
    "bytesSent",
    "requests",
    "downloadTime",
    "queryLengthServed"
  };

  private LokiJson() {}

  /// The whole answer of a query.
  ///
  /// @param flags encoding flags of the request; [#CATEGORIZE] tells labels apart by where they
  ///   come from
  static JsonOutput answer(
      LogqlResult result, List<String> flags, QueryContext context, long nanos) {
    JsonOutput json = new JsonOutput().beginObject().field("status", "success");
    List<String> warnings = context.warnings();
    if (!warnings.isEmpty()) {
      json.name("warnings").strings(warnings);
    }
    json.name("data").beginObject();
    long entries =
        switch (result) {
          case LogqlResult.Streams streams -> streams(json, streams, flags);
          case LogqlResult.Vector(long time, List<LogqlResult.Sample> samples) -> {
            head(json, "vector");
            for (LogqlResult.Sample sample : samples) {
              json.beginObject().name("metric").labels(sample.labels()).name("value");
              point(json, time, sample.value());
              json.endObject();
            }
            json.endArray();
            yield 0L;
          }
          case LogqlResult.Matrix(List<LogqlResult.Series> series) -> {
            matrix(json, series);
            yield 0L;
          }
          case LogqlResult.Scalar(long time, double value) -> {
            head(json, "scalar");
            json.number(time).string(GoNumbers.plain(value)).endArray();
            yield 0L;
          }
        };
    statistics(json.name("stats"), context.statistics(), entries, nanos);
    return json.endObject().endObject().newline();
  }

  /// Opens the list of results.
  private static void head(JsonOutput json, String type) {
    json.field("resultType", type).name("result").beginArray();
  }

  private static void matrix(JsonOutput json, List<LogqlResult.Series> series) {
    head(json, "matrix");
    for (LogqlResult.Series one : series) {
      json.beginObject().name("metric").labels(one.labels()).name("values").beginArray();
      for (int i = 0; i < one.timesMillis().length; i++) {
        point(json, one.timesMillis()[i], one.values()[i]);
      }
      json.endArray().endObject();
    }
    json.endArray();
  }

  private static void point(JsonOutput json, long millis, double value) {
    json.beginArray();
    if (millis % 1000 == 0) {
      json.number(millis / 1000);
    } else {
      json.number(millis / 1000.0);
    }
    json.string(GoNumbers.plain(value)).endArray();
  }

  private static long streams(JsonOutput json, LogqlResult.Streams streams, List<String> flags) {
    if (!flags.isEmpty()) {
      json.name("encodingFlags").strings(flags);
    }
    head(json, "streams");
    boolean categorize = flags.contains(CATEGORIZE);
    Map<Labels, List<LogqlResult.Entry>> grouped =
        categorize ? streams.byStreamLabels() : streams.byLabels();
    grouped.forEach((labels, entries) -> {
      json.beginObject().name("stream").labels(labels).name("values").beginArray();
      for (LogqlResult.Entry entry : entries) {
        json.beginArray().numberInString(entry.timestampNanos());
        json.string(entry.line(), 0, entry.line().length);
        if (categorize) {
          json.beginObject();
          category(json, "structuredMetadata", entry.labels().metadata());
          category(json, "parsed", entry.labels().parsed());
          json.endObject();
        }
        json.endArray();
      }
      json.endArray().endObject();
    });
    json.endArray();
    return streams.entries().size();
  }

  private static void category(JsonOutput json, String name, Labels labels) {
    if (!labels.isEmpty()) {
      json.name(name).labels(labels);
    }
  }

  private static void statistics(
      JsonOutput json, QueryStatistics statistics, long entries, long nanos) {
    long bytes = statistics.bytesScanned().sum();
    long lines = statistics.itemsScanned().sum();
    double seconds = Math.max(nanos, 1) / 1e9;
    json.beginObject().name("summary").beginObject();
    json.field("bytesProcessedPerSecond", (long) (bytes / seconds));
    json.field("linesProcessedPerSecond", (long) (lines / seconds));
    json.field("totalBytesProcessed", bytes).field("totalLinesProcessed", lines);
    json.name("execTime").number(seconds).name("queueTime").number(0.0);
    zeros(json, "subqueries");
    json.field("totalEntriesReturned", entries);
    zeros(json, "splits", "shards");
    json.field("totalPostFilterLines", statistics.itemsReturned().sum());
    zeros(json, "totalStructuredMetadataBytesProcessed");
    json.endObject().name("querier").beginObject();
    store(json, statistics);
    json.endObject().name("ingester").beginObject();
    zeros(json, "totalReached", "totalChunksMatched", "totalBatches", "totalLinesSent");
    store(json, new QueryStatistics());
    json.endObject().name("cache").beginObject();
    for (String cache : CACHES) {
      json.name(cache).beginObject();
      zeros(json, CACHE);
      json.endObject();
    }
    json.endObject().name("index").beginObject();
    zeros(json, "totalChunks", "postFilterChunks", "shardsDuration");
    json.name("usedBloomFilters").bool(false);
    json.endObject().endObject();
  }

  private static void store(JsonOutput json, QueryStatistics statistics) {
    json.name("store").beginObject();
    json.field("totalChunksRef", statistics.chunksRead().sum());
    json.field("totalChunksDownloaded", statistics.chunksRead().sum());
    zeros(json, "chunksDownloadTime", "chunkRefsFetchTime", "congestionControlLatency");
    zeros(json, "pipelineWrapperFilteredLines");
    json.name("queryReferencedStructuredMetadata").bool(false);
    json.name("chunk").beginObject();
    for (String name : STORE_CHUNK) {
      switch (name) {
        case "decompressedBytes" -> json.field(name, statistics.bytesScanned().sum());
        case "decompressedLines" -> json.field(name, statistics.itemsScanned().sum());
        case "postFilterLines" -> json.field(name, statistics.itemsReturned().sum());
        default -> json.field(name, 0);
      }
    }
    json.endObject().endObject();
  }

  private static void zeros(JsonOutput json, String... names) {
    for (String name : names) {
      json.field(name, 0);
    }
  }
}
