package io.trivet.logs.page;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Entries of one stream that lie together, ascending by time and without exact duplicates, read
/// column by column as far as needed. Row `i`, 0 to `rows() - 1`, stands at `offset() + i` of each
/// column. Owned by one thread; columns must not be changed.
public interface EntryRun {
  int rows();

  /// Makes ready what the reader said it wants, before anything else is asked but the two times
  /// below; after it nothing fails.
  ///
  /// @throws IOException if the page is damaged or cannot be read
  default void open() throws IOException {}

  /// Time of the first row.
  long minTime();

  /// Time of the last row.
  long maxTime();

  /// Where the rows of the run begin in the columns.
  int offset();

  long[] times() throws IOException;

  /// Where lines start in [#lines]; one more than there are rows, so that differences are lengths.
  int[] starts() throws IOException;

  byte[] lines() throws IOException;

  /// Null if no row has metadata.
  @Nullable MetadataColumn metadata() throws IOException;

  /// Gives columns back which another run may use; the run is not read any more.
  default void release() {}
}
