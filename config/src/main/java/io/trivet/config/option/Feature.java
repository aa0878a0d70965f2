package io.trivet.config.option;

import java.util.Locale;

/// Features of Prometheus that can be named.
public enum Feature {
  PROMQL_DELAYED_NAME_REMOVAL(Effect.SWITCH),
  TYPE_AND_UNIT_LABELS(Effect.SWITCH),
  OTLP_DELTATOCUMULATIVE(Effect.SWITCH),
  OTLP_NATIVE_DELTA_INGESTION(Effect.SWITCH),
  ST_STORAGE(Effect.ALWAYS_ON),
  ST_SYNTHESIS(Effect.NONE),
  USE_START_TIMESTAMPS(Effect.SWITCH),
  CREATED_TIMESTAMP_ZERO_INGESTION(Effect.SWITCH),
  EXEMPLAR_STORAGE(Effect.ALWAYS_ON),
  EXTRA_SCRAPE_METRICS(Effect.SWITCH),
  PROMQL_PER_STEP_STATS(Effect.SWITCH),
  PROMQL_EXPERIMENTAL_FUNCTIONS(Effect.ALWAYS_ON),
  PROMQL_EXTENDED_RANGE_SELECTORS(Effect.ALWAYS_ON),
  PROMQL_BINOP_FILL_MODIFIERS(Effect.ALWAYS_ON),
  PROMQL_DURATION_EXPR(Effect.ALWAYS_ON),
  SEARCH_API(Effect.ALWAYS_ON),
  XOR2_ENCODING(Effect.ALWAYS_ON),
  HISTOGRAMS_ST_ENCODING(Effect.ALWAYS_ON),
  NATIVE_HISTOGRAMS(Effect.ALWAYS_ON),
  OOO_NATIVE_HISTOGRAMS(Effect.ALWAYS_ON),
  CONCURRENT_RULE_EVAL(Effect.SWITCH),
  MEMORY_SNAPSHOT_ON_SHUTDOWN(Effect.NONE),
  METADATA_WAL_RECORDS(Effect.NONE),
  DELAYED_COMPACTION(Effect.NONE),
  USE_UNCACHED_IO(Effect.NONE),
  FAST_STARTUP(Effect.NONE),
  AUTO_RELOAD_CONFIG(Effect.NONE),
  OLD_UI(Effect.NONE);

  /// What it does to name a feature.
  public enum Effect {
    /// Changes what existing queries, names or answers mean, what is stored, or how rules run.
    SWITCH,
    /// Nothing, for what the feature adds is there without it.
    ALWAYS_ON,
    /// Nothing, for the feature is not there or has no meaning here.
    NONE
  }

  private final Effect effect;

  Feature(Effect effect) {
    this.effect = effect;
  }

  public Effect effect() {
    return effect;
  }

  /// The name as `--enable-feature` takes it: `type-and-unit-labels`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
