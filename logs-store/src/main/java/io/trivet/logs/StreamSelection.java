package io.trivet.logs;

import io.trivet.core.label.Labels;

/// The streams a scan found, each readable on its own and by its own thread. Small neighbouring
/// streams share pages in the store; which streams are read one after the other is the caller's
/// choice, but ascending positions are the cheapest.
public interface StreamSelection extends AutoCloseable {
  int size();

  Labels labels(int index);

  /// Opens the batches of one stream. Each cursor belongs to one thread; several may be open.
  BatchCursor open(int index);

  /// By the one who asked for the selection, when no cursor is open any more.
  @Override
  void close();
}
