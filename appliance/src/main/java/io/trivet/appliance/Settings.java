package io.trivet.appliance;

import io.trivet.appliance.api.loki.LokiSettings;
import io.trivet.appliance.api.loki.PushLimits;
import io.trivet.appliance.api.prometheus.QuerySettings;
import io.trivet.appliance.api.tempo.TempoSettings;
import io.trivet.config.option.Feature;
import io.trivet.config.option.IngestOptions;
import io.trivet.config.option.OtlpOptions;
import io.trivet.config.option.OtlpOptions.TranslationStrategy;
import io.trivet.config.option.QueryOptions;
import io.trivet.config.option.TrivetOptions;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.query.QueryLimits;
import io.trivet.logs.LogStoreOptions;
import io.trivet.metrics.otlp.TranslationOptions;
import io.trivet.metrics.promql.PromqlOptions;
import java.util.List;
import java.util.Set;

/// Options as the adapters want them.
final class Settings {
  private Settings() {}

  static QuerySettings promql(QueryOptions.Promql options) {
    return new QuerySettings(
        options.timeout().toMillis(),
        options.maxSteps(),
        new QueryLimits(options.maxSamples(), options.maxSeries(), 0, options.maxMemory().bytes()));
  }

  static LokiSettings logql(QueryOptions.Logql options) {
    return new LokiSettings(
        options.timeout().toMillis(),
        options.maxEntries(),
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

  static PromqlOptions promqlEngine(QueryOptions.Promql options) {
    PromqlOptions plain = PromqlOptions.DEFAULT;
    return new PromqlOptions(
        options.lookbackDelta().toMillis(),
        plain.subqueryStepMs(),
        plain.delayedNameRemoval(),
        plain.typeAndUnitLabels(),
        plain.startTimestamps());
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
    List<String> listed =
        all ? otlp.ignoreResourceAttributes() : otlp.promoteResourceAttributes();
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
        options.query().promql().lookbackDelta().toMillis());
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
