package io.trivet.logs;

import io.trivet.logs.block.LogBlock;
import io.trivet.logs.head.HeadStreamSnapshot;
import io.trivet.logs.page.EntryRun;
import io.trivet.logs.page.PageCodecs;
import io.trivet.logs.page.WantedColumns;
import java.io.IOException;
import java.util.List;

/// Where entries of one stream are found: in a block, or in a head.
sealed interface StreamRuns {
  /// Adds the runs which may have entries in the range with all identifiers; returns how many pages
  /// the identifiers let pass over.
  int addRuns(
      long min, long max, long[] keys, WantedColumns wanted, PageCodecs codecs, List<EntryRun> into)
      throws IOException;

  record InBlock(LogBlock block, int ordinal) implements StreamRuns {
    @Override
    public int addRuns(
        long min,
        long max,
        long[] keys,
        WantedColumns wanted,
        PageCodecs codecs,
        List<EntryRun> into)
        throws IOException {
      return block.addRuns(ordinal, min, max, keys, wanted, into);
    }
  }

  record InHead(HeadStreamSnapshot entries) implements StreamRuns {
    @Override
    public int addRuns(
        long min,
        long max,
        long[] keys,
        WantedColumns wanted,
        PageCodecs codecs,
        List<EntryRun> into) {
      return entries.addRuns(min, max, keys, codecs, into);
    }
  }
}
