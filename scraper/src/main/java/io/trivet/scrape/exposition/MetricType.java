package io.trivet.scrape.exposition;

import org.jspecify.annotations.Nullable;

/// Type of a metric family, in the words of OpenMetrics.
public enum MetricType {
  UNKNOWN("unknown"),
  COUNTER("counter"),
  GAUGE("gauge"),
  HISTOGRAM("histogram"),
  GAUGE_HISTOGRAM("gaugehistogram"),
  SUMMARY("summary"),
  INFO("info"),
  STATESET("stateset");

  private final String text;
  private final long seed;

  MetricType(String text) {
    this.text = text;
    this.seed = text.hashCode();
  }

  /// Where hashes of series of this type start, so that equal bytes under other types differ.
  long seed() {
    return seed;
  }

  public String text() {
    return text;
  }

  /// The type of this OpenMetrics name, null if there is none.
  static @Nullable MetricType of(String text) {
    for (MetricType type : values()) {
      if (type.text.equals(text)) {
        return type;
      }
    }
    return null;
  }
}
