package io.trivet.config.option;

import java.util.Locale;

/// Features of Prometheus that can be named. Those which only add something are always on here; to
/// name one of these changes nothing.
public enum Feature {
  PROMQL_DELAYED_NAME_REMOVAL(true),
  TYPE_AND_UNIT_LABELS(true),
  OTLP_DELTATOCUMULATIVE(true),
  OTLP_NATIVE_DELTA_INGESTION(true),
  ST_STORAGE(true),
  ST_SYNTHESIS(true),
  USE_START_TIMESTAMPS(true),
  CREATED_TIMESTAMP_ZERO_INGESTION(true),
  EXEMPLAR_STORAGE(false),
  EXTRA_SCRAPE_METRICS(false),
  PROMQL_PER_STEP_STATS(false),
  PROMQL_EXPERIMENTAL_FUNCTIONS(false),
  PROMQL_EXTENDED_RANGE_SELECTORS(false),
  PROMQL_BINOP_FILL_MODIFIERS(false),
  PROMQL_DURATION_EXPR(false),
  SEARCH_API(false),
  XOR2_ENCODING(false),
  HISTOGRAMS_ST_ENCODING(false),
  NATIVE_HISTOGRAMS(false),
  OOO_NATIVE_HISTOGRAMS(false),
  CONCURRENT_RULE_EVAL(false),
  MEMORY_SNAPSHOT_ON_SHUTDOWN(false),
  METADATA_WAL_RECORDS(false),
  DELAYED_COMPACTION(false),
  USE_UNCACHED_IO(false),
  FAST_STARTUP(false),
  AUTO_RELOAD_CONFIG(false),
  OLD_UI(false);

  private final boolean changesMeaning;

  Feature(boolean changesMeaning) {
    this.changesMeaning = changesMeaning;
  }

  /// Whether naming the feature changes what existing queries or names mean.
  public boolean changesMeaning() {
    return changesMeaning;
  }

  /// The name as `--enable-feature` takes it: `type-and-unit-labels`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
