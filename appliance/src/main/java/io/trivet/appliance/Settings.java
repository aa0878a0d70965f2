package io.trivet.appliance;

import io.trivet.appliance.alerting.AlertEnvironment;
import io.trivet.appliance.api.http.HttpServer;
import io.trivet.appliance.api.loki.LokiSettings;
import io.trivet.appliance.api.loki.PushLimits;
import io.trivet.appliance.api.prometheus.QuerySettings;
import io.trivet.appliance.api.prometheus.WriteSettings;
import io.trivet.appliance.api.prometheus.read.ReadSettings;
import io.trivet.appliance.api.tempo.TempoSettings;
import io.trivet.config.option.Feature;
import io.trivet.config.option.IngestOptions;
import io.trivet.config.option.IngestOptions.RemoteWriteMessage;
import io.trivet.config.option.OtlpOptions;
import io.trivet.config.option.OtlpOptions.TranslationStrategy;
import io.trivet.config.option.QueryOptions;
import io.trivet.config.option.RulesOptions;
import io.trivet.config.option.ServerOptions;
import io.trivet.config.option.StorageOptions;
import io.trivet.config.option.TrivetOptions;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.memory.MemoryBudget;
import io.trivet.core.option.ByteSize;
import io.trivet.core.query.QueryLimits;
import io.trivet.core.time.DurationText;
import io.trivet.logs.LogStoreOptions;
import io.trivet.logs.logql.LogqlOptions;
import io.trivet.metrics.otlp.TranslationOptions;
import io.trivet.metrics.promql.PromqlOptions;
import io.trivet.traces.traceql.TraceqlOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Options as the adapters want them.
final class Settings {
  /// Queries and their answers take a third of the heap unless configured otherwise.
  static final int QUERIES_OF_HEAP = 3;

  private static final int BODIES_OF_HEAP = 6;

  private Settings() {}

  static QuerySettings promql(TrivetOptions all) {
    QueryOptions.Promql options = all.query().promql();
    return new QuerySettings(
        options.timeout().toMillis(),
        options.maxSteps(),
        new QueryLimits(options.maxSamples(), options.maxSeries(), 0, options.maxMemory().bytes()),
        all.features().contains(Feature.PROMQL_PER_STEP_STATS));
  }

  static LokiSettings logql(QueryOptions.Logql options) {
    return new LokiSettings(
        options.timeout().toMillis(),
        options.maxEntries(),
        options.maxLength().toNanos(),
        new QueryLimits(0, 0, options.maxBytesRead().bytes(), options.maxMemory().bytes()));
  }

  static TempoSettings traceql(QueryOptions.Traceql options) {
    return new TempoSettings(
        options.timeout().toMillis(),
        options.maxTraces(),
        options.maxSearchRange().toNanos(),
        options.maxMetricsRange().toNanos(),
        new QueryLimits(options.maxSpans(), 0, 0, options.maxMemory().bytes()));
  }

  static PromqlOptions promqlEngine(TrivetOptions options) {
    return new PromqlOptions(
        options.query().promql().lookbackDelta().toMillis(),
        options.global().evaluationInterval().toMillis(),
        options.features().contains(Feature.PROMQL_DELAYED_NAME_REMOVAL),
        options.features().contains(Feature.TYPE_AND_UNIT_LABELS),
        options.features().contains(Feature.USE_START_TIMESTAMPS));
  }

  static LogqlOptions logqlEngine(QueryOptions.Logql options) {
    return new LogqlOptions(options.maxSeries(), LogqlOptions.DEFAULT.parallelism());
  }

  static TraceqlOptions traceqlEngine(QueryOptions.Traceql options) {
    return new TraceqlOptions(
        options.maxSeries(),
        options.maxSteps() > 0 ? options.maxSteps() : Integer.MAX_VALUE,
        TraceqlOptions.DEFAULT.maxExemplars());
  }

  /// Bytes that samples may take on disk, 0 for no limit.
  static long metricsDiskLimit(StorageOptions.Tsdb options) {
    StorageOptions.TsdbRetention retention = options.retention();
    ByteSize size = retention == null ? null : retention.size();
    return size == null ? 0 : size.bytes();
  }

  /// How long and how much of samples is kept, as Prometheus says it: `15d or 512MiB`.
  static String retentionText(TrivetOptions options) {
    long size = metricsDiskLimit(options.storage().tsdb());
    Duration age = options.metrics().retention();
    String time = age.isZero() ? "" : DurationText.formatPrometheus(age.toMillis());
    String bytes = size == 0 ? "" : new ByteSize(size).toString();
    return time + (time.isEmpty() || bytes.isEmpty() ? "" : " or ") + bytes;
  }

  /// Memory for what all senders are sending, over HTTP and gRPC.
  static MemoryBudget bodies(ServerOptions options) {
    return MemoryBudget.ofHeap(options.maxBodyMemory().bytes(), BODIES_OF_HEAP);
  }

  static HttpServer.Limits http(ServerOptions options, MemoryBudget bodies, MemoryBudget queries) {
    return new HttpServer.Limits(
        options.maxBodySize().bytes(),
        options.maxConnections(),
        options.idleTimeout(),
        options.shutdownTimeout(),
        bodies,
        queries);
  }

  static TranslationOptions otlpMetrics(TrivetOptions options) {
    OtlpOptions otlp = options.otlp();
    List<Feature> features = options.features();
    TranslationStrategy strategy = otlp.translationStrategy();
    boolean escape =
        strategy == TranslationStrategy.UNDERSCORE_ESCAPING_WITH_SUFFIXES
            || strategy == TranslationStrategy.UNDERSCORE_ESCAPING_WITHOUT_SUFFIXES;
    boolean suffixes =
        strategy == TranslationStrategy.UNDERSCORE_ESCAPING_WITH_SUFFIXES
            || strategy == TranslationStrategy.NO_UTF8_ESCAPING_WITH_SUFFIXES;
    boolean all = otlp.promoteAllResourceAttributes();
    List<String> listed = all ? otlp.ignoreResourceAttributes() : otlp.promoteResourceAttributes();
    return new TranslationOptions(
        new TranslationOptions.Names(
            escape,
            suffixes,
            otlp.labelNameUnderscoreSanitization(),
            otlp.labelNamePreserveMultipleUnderscores()),
        new TranslationOptions.Resource(
            all, Set.copyOf(listed), otlp.keepIdentifyingResourceAttributes()),
        otlp.promoteScopeMetadata(),
        otlp.convertHistogramsToNhcb(),
        features.contains(Feature.TYPE_AND_UNIT_LABELS),
        features.contains(Feature.CREATED_TIMESTAMP_ZERO_INGESTION),
        delta(features),
        options.query().promql().lookbackDelta().toMillis(),
        options.ingest().metrics().labelLimits());
  }

  /// The same for a request.
  ///
  /// @throws TrivetException of kind NOT_FOUND if OTLP metrics are not received
  static TranslationOptions receivedOtlpMetrics(TrivetOptions options) {
    if (!options.ingest().metrics().otlp()) {
      throw new TrivetException(
          ErrorKind.NOT_FOUND, "OTLP metrics are switched off: ingest.metrics.otlp");
    }
    return otlpMetrics(options);
  }

  static AlertEnvironment.QueueBounds alertQueues(RulesOptions options) {
    return new AlertEnvironment.QueueBounds(
        options.notificationQueueCapacity(),
        options.notificationBatchSize(),
        options.drainNotificationQueue());
  }

  /// Most rules that are evaluated beside others of their groups.
  static int concurrentRules(TrivetOptions options) {
    return options.features().contains(Feature.CONCURRENT_RULE_EVAL)
        ? options.rules().maxConcurrentEvals()
        : 0;
  }

  static ReadSettings remoteRead(TrivetOptions all) {
    QueryOptions.RemoteRead options = all.query().remoteRead();
    long frame = options.maxBytesInFrame().bytes();
    return new ReadSettings(
        all.query().promql().timeout().toMillis(),
        promql(all).limits(),
        options.sampleLimit(),
        (int) Math.min(frame, ReadSettings.MAX_FRAME_BYTES),
        all.global().externalLabels());
  }

  static WriteSettings remoteWrite(TrivetOptions options) {
    IngestOptions.Metrics ingest = options.ingest().metrics();
    List<Feature> features = options.features();
    return new WriteSettings(
        ingest.remoteWriteMessages().contains(RemoteWriteMessage.VERSION_1),
        ingest.remoteWriteMessages().contains(RemoteWriteMessage.VERSION_2),
        features.contains(Feature.CREATED_TIMESTAMP_ZERO_INGESTION),
        features.contains(Feature.TYPE_AND_UNIT_LABELS),
        ingest.labelLimits());
  }

  private static TranslationOptions.Delta delta(List<Feature> features) {
    boolean accumulate = features.contains(Feature.OTLP_DELTATOCUMULATIVE);
    boolean keep = features.contains(Feature.OTLP_NATIVE_DELTA_INGESTION);
    if (accumulate && keep) {
      throw new TrivetException(
          ErrorKind.BAD_DATA,
          "the features otlp-deltatocumulative and otlp-native-delta-ingestion exclude each other");
    }
    return accumulate
        ? TranslationOptions.Delta.ACCUMULATE
        : keep ? TranslationOptions.Delta.KEEP : TranslationOptions.Delta.REFUSE;
  }

  static PushLimits push(IngestOptions.Logs options, LogStoreOptions store) {
    return new PushLimits(
        store.maxLineSize().bytes(),
        options.truncateLongLines(),
        options.maxLabels(),
        options.maxLabelNameSize().bytes(),
        options.maxLabelValueSize().bytes(),
        store.maxMetadataPairs(),
        store.maxMetadataSize().bytes());
  }
}
