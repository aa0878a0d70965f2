package io.trivet.logs;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.logs.head.BatchReader;
import io.trivet.logs.head.Head;
import io.trivet.logs.head.HeadStreamSnapshot;
import io.trivet.logs.page.EntryRun;
import io.trivet.logs.page.PageCodecs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.roaringbitmap.RoaringBitmap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Those who are called with every committed batch. Safe for use from any thread.
final class Followers {
  private static final Logger log = LoggerFactory.getLogger(Followers.class);

  private static final long[] NO_KEYS = {};

  private final PageCodecs codecs;
  private final List<Follower> followers = new CopyOnWriteArrayList<>();

  Followers(PageCodecs codecs) {
    this.codecs = codecs;
  }

  /// Compared by identity: two may want the same.
  private static final class Follower {
    final List<LabelMatcher> matchers;
    final Consumer<EntryBatch> listener;
    volatile boolean failed;

    Follower(List<LabelMatcher> matchers, Consumer<EntryBatch> listener) {
      this.matchers = matchers;
      this.listener = listener;
    }

    boolean wants(Labels labels) {
      for (LabelMatcher matcher : matchers) {
        if (!matcher.matches(labels)) {
          return false;
        }
      }
      return true;
    }
  }

  AutoCloseable add(List<LabelMatcher> matchers, Consumer<EntryBatch> listener) {
    Follower follower = new Follower(List.copyOf(matchers), listener);
    followers.add(follower);
    return () -> followers.remove(follower);
  }

  /// Tells everybody of the entries of a batch, stream by stream.
  void tell(Head head, byte[] batch, int length) {
    if (followers.isEmpty()) {
      return;
    }
    BatchReader reader = new BatchReader();
    reader.reset(batch, 0, length);
    // A head of this batch alone sorts its entries by stream and time.
    Head alone = new Head(1, Long.MAX_VALUE, false, codecs);
    alone.apply(reader, number -> number);
    RoaringBitmap all = RoaringBitmap.bitmapOfRange(0L, head.streams());
    for (HeadStreamSnapshot entries : alone.snapshots(all, 0, Long.MAX_VALUE)) {
      List<EntryRun> runs = new ArrayList<>();
      entries.addRuns(0, Long.MAX_VALUE, NO_KEYS, codecs, runs);
      Labels labels = head.labels(entries.number());
      runs.forEach(run -> tell(labels, run));
    }
    followers.removeIf(follower -> follower.failed);
  }

  private void tell(Labels labels, EntryRun run) {
    EntryBatch batch = null;
    for (Follower follower : followers) {
      if (follower.failed || !follower.wants(labels)) {
        continue;
      }
      try {
        if (batch == null) {
          batch = new EntryBatch();
          batch.stream = labels;
          BatchFiller filler = new BatchFiller(LogScan.Columns.ALL, true);
          filler.clear(batch);
          filler.append(batch, run, 0, run.rows());
        }
        follower.listener.accept(batch);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (RuntimeException e) {
        log.error("a follower of the log store failed and is dropped", e);
        follower.failed = true;
      }
    }
  }
}
