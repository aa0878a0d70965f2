package io.trivet.logs;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.time.TimeRange;
import java.util.List;

/// What a query wants of the store.
///
/// @param matchers conditions on stream labels, all must hold
/// @param range nanoseconds, both ends included
/// @param direction order of batches and of entries in them
/// @param needles texts (UTF-8), each of which every wanted entry contains in its line or in one
///   value of its structured metadata; the store uses them only to skip what cannot match, the
///   caller still filters
/// @param columns what the query reads of an entry
public record LogScan(
    List<LabelMatcher> matchers,
    TimeRange range,
    Direction direction,
    List<byte[]> needles,
    Columns columns) {
  /// Which columns of entries a query reads; the store decodes no others.
  public enum Columns {
    /// Only times: counting.
    TIMES,
    /// Times and lengths of lines: bytes_over_time.
    TIMES_AND_LENGTHS,
    /// Everything.
    ALL
  }

  public LogScan {
    matchers = List.copyOf(matchers);
    needles = List.copyOf(needles);
  }
}
