package io.trivet.appliance.api.prometheus;

/// Hears what remote write brought. Must be quick; called by many threads.
public interface WriteObserver {
  void accepted(long samples, long histograms, long exemplars, long bytes);

  /// @param reason a word for metrics: `too_old`, `duplicate`, `invalid_labels` ...
  void refused(String reason, long samples);
}
