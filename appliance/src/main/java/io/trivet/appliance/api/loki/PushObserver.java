package io.trivet.appliance.api.loki;

/// Hears what was pushed. Must be quick; called by many threads.
public interface PushObserver {
  void accepted(long entries, long bytes);

  /// @param reason a word for metrics: `line_too_long`, `invalid_labels` ...
  void refused(String reason, long entries);
}
