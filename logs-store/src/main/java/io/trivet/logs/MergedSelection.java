package io.trivet.logs;

import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.query.QueryStatistics;
import io.trivet.logs.page.EntryRun;
import io.trivet.logs.page.IdentifierFilter;
import io.trivet.logs.page.WantedColumns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The streams of a selection, sorted by labels, with the places where their entries are.
final class MergedSelection implements StreamSelection {
  private final LogStore store;
  private final QueryContext context;
  private final LogScan scan;
  private final StoreView view;
  private final long[] keys;
  private final List<Map.Entry<Labels, List<StreamRuns>>> streams;

  MergedSelection(
      LogStore store,
      QueryContext context,
      LogScan scan,
      StoreView view,
      List<Map.Entry<Labels, List<StreamRuns>>> streams) {
    this.store = store;
    this.context = context;
    this.scan = scan;
    this.view = view;
    this.streams = streams;
    this.keys = IdentifierFilter.keys(scan.needles());
  }

  @Override
  public int size() {
    return streams.size();
  }

  @Override
  public Labels labels(int index) {
    return streams.get(index).getKey();
  }

  @Override
  public BatchCursor open(int index) {
    List<EntryRun> runs = new ArrayList<>();
    int skipped = 0;
    WantedColumns wanted =
        switch (scan.columns()) {
          case TIMES -> WantedColumns.TIMES;
          case TIMES_AND_LENGTHS -> WantedColumns.TIMES_AND_LENGTHS;
          case ALL -> WantedColumns.ALL;
        };
    try {
      for (StreamRuns place : streams.get(index).getValue()) {
        skipped +=
            place.addRuns(
                scan.range().min(), scan.range().max(), keys, wanted, store.codecs(), runs);
      }
    } catch (IOException | MalformedBytesException e) {
      throw new TrivetException(ErrorKind.INTERNAL, "a block of the log store is damaged", e);
    }
    QueryStatistics statistics = context.statistics();
    statistics.chunksSkipped().add(skipped);
    statistics.chunksRead().add(runs.size());
    return new MergeCursor(
        context,
        scan,
        labels(index),
        runs,
        (run, problem) -> {
          store.countDamage(problem);
          context.warn("a damaged page of the log store was left out");
        });
  }

  @Override
  public void close() {
    view.close();
  }
}
