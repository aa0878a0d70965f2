package io.trivet.metrics.prometheus;

/// Hears how far an import or export is.
public interface TransferProgress {
  /// Some series more are done.
  ///
  /// @param what the block that is at work
  /// @param total of all series of it, 0 if unknown
  void series(String what, long done, long total);

  /// A block is done, or something is to be known.
  void note(String line);
}
