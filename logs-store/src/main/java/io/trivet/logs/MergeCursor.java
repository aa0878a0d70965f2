package io.trivet.logs;

import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.logs.page.EntryRun;
import io.trivet.logs.page.RunMerger;
import java.io.IOException;
import java.util.List;

/// Reads the batches of one stream from its runs in heads and blocks.
final class MergeCursor implements BatchCursor {
  /// Smaller slices are gathered, so that entries of one time in several runs do not become batches
  /// of one entry each.
  private static final int SMALL_ROWS = 256;

  private final QueryContext context;
  private final Labels stream;
  private final RunMerger merger;
  private final BatchFiller filler;

  MergeCursor(
      QueryContext context,
      LogScan scan,
      Labels stream,
      List<EntryRun> runs,
      RunMerger.Damage damage) {
    this.context = context;
    this.stream = stream;
    boolean forward = scan.direction() == Direction.FORWARD;
    this.merger =
        new RunMerger(
            runs,
            scan.range().min(),
            Math.min(scan.range().max(), Long.MAX_VALUE - 1),
            forward,
            damage);
    this.filler = new BatchFiller(scan.columns(), forward);
  }

  @Override
  public boolean next(EntryBatch into) {
    context.check();
    filler.clear(into);
    into.stream = stream;
    try {
      while (into.size < SMALL_ROWS && merger.next()) {
        RunMerger.Slice slice = merger.slice();
        if (into.size == 0 && filler.share(into, slice.run(), slice.from(), slice.to())) {
          break;
        }
        filler.append(into, slice.run(), slice.from(), slice.to());
      }
    } catch (IOException | MalformedBytesException e) {
      throw new TrivetException(ErrorKind.INTERNAL, "a block of the log store is damaged", e);
    }
    return into.size > 0;
  }

  @Override
  public long nextMinNanos() {
    return merger.nextMin();
  }

  @Override
  public long nextMaxNanos() {
    return merger.nextMax();
  }

  @Override
  public void close() {
    merger.close();
  }
}
