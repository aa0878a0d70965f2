package io.trivet.core.journal;

import java.io.IOException;

/// Takes the records of a journal in the order in which they were appended.
@FunctionalInterface
public interface RecordHandler {
  /// @param segment number of the segment the record is in
  /// @param type what the writer gave
  /// @param buffer holds the payload; valid only during the call
  void accept(long segment, int type, byte[] buffer, int offset, int length) throws IOException;
}
