package io.trivet.appliance;

import io.trivet.appliance.api.loki.LokiSettings;
import io.trivet.appliance.api.loki.PushLimits;
import io.trivet.appliance.api.prometheus.QuerySettings;
import io.trivet.appliance.api.tempo.TempoSettings;
import io.trivet.config.option.IngestOptions;
import io.trivet.config.option.QueryOptions;
import io.trivet.core.query.QueryLimits;
import io.trivet.logs.LogStoreOptions;
import io.trivet.metrics.promql.PromqlOptions;

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
