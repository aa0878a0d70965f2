package io.trivet.metrics.head;

import io.trivet.core.index.LabelIndex;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.series.SampleMerge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/// The head as one query sees it: the generations there were when it began, each series up to its
/// newest sample of then. Safe for use from any thread.
public final class HeadView {
  private final Head head;
  private final HeadSamples current;
  private final @Nullable HeadSamples frozen;
  private final LabelHash labelHash;

  HeadView(Head head, HeadSamples current, @Nullable HeadSamples frozen, LabelHash labelHash) {
    this.head = head;
    this.current = current;
    this.frozen = frozen;
    this.labelHash = labelHash;
  }

  /// A view of one frozen generation, for writing it out.
  public static HeadView ofFrozen(Head head, HeadSamples frozen, LabelHash labelHash) {
    return new HeadView(head, frozen, null, labelHash);
  }

  private SeriesRegistry registry() {
    return current.registry();
  }

  public LabelIndex index() {
    return registry().index;
  }

  /// Series which satisfy all matchers and may have a sample in the range.
  public RoaringBitmap select(
      QueryContext context, List<LabelMatcher> matchers, long min, long max) {
    RoaringBitmap matching = index().select(matchers);
    RoaringBitmap found = new RoaringBitmap();
    var lock = head.dataLock().readLock();
    lock.lock();
    try {
      int count = 0;
      for (var it = matching.getIntIterator(); it.hasNext(); ) {
        int series = it.next();
        if ((++count & 0xffff) == 0) {
          context.check();
        }
        if (mayHave(series, min, max)) {
          found.add(series);
        }
      }
    } finally {
      lock.unlock();
    }
    return found;
  }

  private boolean mayHave(int series, long min, long max) {
    HeadSamples old = frozen;
    return current.mayHave(series, min, max) || old != null && old.mayHave(series, min, max);
  }

  /// Time of the newest sample in order of each of some series. To be called under the read lock of
  /// the head in which the view was taken.
  public long[] lastInOrder(int[] series) {
    HeadSamples old = frozen;
    long[] last = new long[series.length];
    for (int i = 0; i < series.length; i++) {
      last[i] = current.lastTime(series[i]);
      if (old != null) {
        last[i] = Math.max(last[i], old.lastTime(series[i]));
      }
    }
    return last;
  }

  /// Number by which the series is recognised in blocks.
  public long labelHash(int series) {
    return registry().labelHash(series, labelHash);
  }

  public Labels labels(int series) {
    return index().labels(series);
  }

  public String label(int series, String name) {
    return index().label(series, name);
  }

  /// Reads one series with buffers of its own. Owned by one thread at a time.
  public static final class Reader {
    private final HeadSeriesReader reader = new HeadSeriesReader();
    private final SampleMerge merge = new SampleMerge();
    private final SampleBuffer first = new SampleBuffer();
    private final SampleBuffer second = new SampleBuffer();

    /// Appends the samples of a series within a range.
    ///
    /// @param lastInOrder see [HeadView#lastInOrder]
    public void read(
        HeadView view, int series, long min, long max, long lastInOrder, SampleBuffer into) {
      HeadSamples old = view.frozen;
      if (old == null) {
        reader.read(view.head, view.current, series, min, max, lastInOrder, into);
        return;
      }
      first.clear();
      second.clear();
      reader.read(view.head, view.current, series, min, max, lastInOrder, first);
      reader.read(view.head, old, series, min, max, lastInOrder, second);
      merge.begin();
      merge.add(first);
      merge.add(second);
      merge.mergeInto(into);
    }
  }

  /// Exemplars of a series within a range, ascending in time.
  public List<Exemplar> exemplars(int series, long min, long max) {
    var lock = head.dataLock().readLock();
    lock.lock();
    try {
      HeadSamples old = frozen;
      List<Exemplar> now = current.exemplars(series, min, max);
      if (old == null) {
        return now;
      }
      List<Exemplar> all = new ArrayList<>(old.exemplars(series, min, max));
      all.addAll(now);
      all.sort(Comparator.comparingLong(Exemplar::timestampMs));
      return all;
    } finally {
      lock.unlock();
    }
  }

  /// Series that have exemplars.
  public RoaringBitmap withExemplars() {
    var lock = head.dataLock().readLock();
    lock.lock();
    try {
      RoaringBitmap found = new RoaringBitmap();
      current.exemplars().series().forEach(found::add);
      HeadSamples old = frozen;
      if (old != null) {
        old.exemplars().series().forEach(found::add);
      }
      return found;
    } finally {
      lock.unlock();
    }
  }
}
