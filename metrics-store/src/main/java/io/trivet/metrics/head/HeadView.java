package io.trivet.metrics.head;

import io.trivet.core.index.LabelIndex;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.series.SampleMerge;
import io.trivet.metrics.series.SeriesSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.roaringbitmap.RoaringBitmapWriter;

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
  public static HeadView ofFrozen(Head head, HeadSamples frozen) {
    return new HeadView(head, frozen, null, head.labelHash());
  }

  private SeriesRegistry registry() {
    return current.registry();
  }

  public LabelIndex index() {
    return registry().index;
  }

  /// Series which satisfy all matchers and may have a sample in the range.
  public SeriesSource select(
      QueryContext context, List<LabelMatcher> matchers, long min, long max) {
    return select(context, index().select(matchers, context), min, max);
  }

  /// Those of the given series which may have a sample in the range.
  public SeriesSource select(QueryContext context, RoaringBitmap wanted, long min, long max) {
    int[] series = wanted.toArray();
    long[] last = new long[series.length];
    int size = 0;
    context.check();
    var lock = head.dataLock().readLock();
    lock.lock();
    try {
      for (int number : series) {
        if (mayHave(number, min, max)) {
          series[size] = number;
          last[size++] = lastInOrder(number);
        }
      }
    } finally {
      lock.unlock();
    }
    return new Selected(Arrays.copyOf(series, size), Arrays.copyOf(last, size));
  }

  /// Series which satisfy all matchers and may have a sample in the range, by number.
  public RoaringBitmap selectSeries(
      QueryContext context, List<LabelMatcher> matchers, long min, long max) {
    RoaringBitmap matching = index().select(matchers, context);
    context.check();
    RoaringBitmapWriter<RoaringBitmap> found = RoaringBitmapWriter.writer().get();
    var lock = head.dataLock().readLock();
    lock.lock();
    try {
      for (var it = matching.getIntIterator(); it.hasNext(); ) {
        int series = it.next();
        if (mayHave(series, min, max)) {
          found.add(series);
        }
      }
    } finally {
      lock.unlock();
    }
    return found.get();
  }

  /// Whether there may be samples of a series within a range; under the read lock of the head, or
  /// in a view of a frozen generation.
  public boolean mayHave(int series, long min, long max) {
    HeadSamples old = frozen;
    return current.mayHave(series, min, max) || old != null && old.mayHave(series, min, max);
  }

  private long lastInOrder(int series) {
    HeadSamples old = frozen;
    long last = current.lastTime(series);
    return old == null ? last : Math.max(last, old.lastTime(series));
  }

  /// The number by which series with these labels are recognised in blocks.
  public long labelHash(Labels labels) {
    return labelHash.of(labels);
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
    /// @param lastInOrder newer samples in order are left out
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

  /// Some series of the view; what came in order after the selection is left out.
  private final class Selected implements SeriesSource {
    private final int[] series;
    private final long[] last;
    private final Queue<Reader> readers = new ConcurrentLinkedQueue<>();

    Selected(int[] series, long[] last) {
      this.series = series;
      this.last = last;
    }

    @Override
    public int size() {
      return series.length;
    }

    @Override
    public long labelHash(int position) {
      return HeadView.this.labelHash(series[position]);
    }

    @Override
    public Labels labels(int position) {
      return HeadView.this.labels(series[position]);
    }

    @Override
    public String label(int position, String name) {
      return HeadView.this.label(series[position], name);
    }

    @Override
    public void read(int position, long min, long max, SampleBuffer into) {
      Reader reader = readers.poll();
      if (reader == null) {
        reader = new Reader();
      }
      reader.read(HeadView.this, series[position], min, max, last[position], into);
      readers.add(reader);
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
