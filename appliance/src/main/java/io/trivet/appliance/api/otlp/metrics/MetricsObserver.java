package io.trivet.appliance.api.otlp.metrics;

/// Hears what OTLP metrics brought. Must be quick; called by many threads.
@FunctionalInterface
public interface MetricsObserver {
  /// @param bytes of the decoded request
  void exported(MetricsExportResult result, long bytes);
}
