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

  private static final MetricType[] ALL = values();
  private static final Slice[] WORDS = new Slice[ALL.length];

  static {
    for (int i = 0; i < ALL.length; i++) {
      WORDS[i] = Slice.of(ALL[i].text);
    }
  }

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
  static @Nullable MetricType of(Slice word) {
    for (int i = 0; i < ALL.length; i++) {
      if (WORDS[i].equals(word)) {
        return ALL[i];
      }
    }
    return null;
  }
}
