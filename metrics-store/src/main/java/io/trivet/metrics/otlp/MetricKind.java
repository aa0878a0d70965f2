package io.trivet.metrics.otlp;

/// What a metric of OpenTelemetry is to series.
public enum MetricKind {
  GAUGE("gauge"),
  /// A monotonic sum.
  COUNTER("counter"),
  /// A sum that may fall.
  UP_DOWN_COUNTER("gauge"),
  HISTOGRAM("histogram"),
  EXPONENTIAL_HISTOGRAM("histogram"),
  SUMMARY("summary");

  private final String type;

  MetricKind(String type) {
    this.type = type;
  }

  /// The type in metadata and in the label `__type__`.
  public String type() {
    return type;
  }
}
