package io.trivet.appliance.api.otlp;

/// Hears what was exported to us. Must be quick; called by many threads.
@FunctionalInterface
public interface OtlpObserver {
  /// @param transport `grpc` or `http`
  void spans(String transport, long accepted, long rejected, long bytes);
}
