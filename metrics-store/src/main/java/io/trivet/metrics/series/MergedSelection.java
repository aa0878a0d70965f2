package io.trivet.metrics.series;

import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.SeriesSelection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The series of several sources as one selection: those with the same label hash are one series.
/// Of samples at the same time that of the source which comes first is kept.
public final class MergedSelection implements SeriesSelection {
  private final List<SeriesSource> sources;
  private final TimeRange range;
  private final Runnable release;
  private final int size;

  /// Position of each series in each source, -1 where it is not; null where there is one source and
  /// positions are the same.
  private final int[][] positions;

  private final Queue<Scratch> scratches = new ConcurrentLinkedQueue<>();

  /// Buffers of one reading thread.
  private static final class Scratch {
    final List<SampleBuffer> runs = new ArrayList<>();
    final SampleMerge merge = new SampleMerge();
  }

  /// @param release runs when the selection is closed
  public MergedSelection(
      QueryContext context, List<SeriesSource> sources, TimeRange range, Runnable release) {
    this.sources = sources;
    this.range = range;
    this.release = release;
    if (sources.size() == 1) {
      this.size = sources.getFirst().size();
      this.positions = new int[0][];
    } else {
      int most = 0;
      for (SeriesSource source : sources) {
        most = Math.max(most, source.size());
      }
      this.positions = new int[sources.size()][most];
      for (int[] of : positions) {
        Arrays.fill(of, -1);
      }
      this.size = unite(context, most);
    }
    context.checkSeries(size);
  }

  private int unite(QueryContext context, int expected) {
    LongIntTable byHash = new LongIntTable(expected);
    int count = 0;
    for (int s = 0; s < positions.length; s++) {
      SeriesSource source = sources.get(s);
      for (int i = 0; i < source.size(); i++) {
        if ((i & 0xffff) == 0xffff) {
          context.check();
        }
        int known = byHash.putIfAbsent(source.labelHash(i), count);
        int index = known < 0 ? count++ : known;
        if (index == positions[s].length) {
          grow();
        }
        positions[s][index] = i;
      }
    }
    return count;
  }

  private void grow() {
    for (int s = 0; s < positions.length; s++) {
      int length = positions[s].length;
      positions[s] = Arrays.copyOf(positions[s], Math.max(16, 2 * length));
      Arrays.fill(positions[s], length, positions[s].length, -1);
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Labels labels(int index) {
    int source = firstSource(index);
    return sources.get(source).labels(position(source, index));
  }

  @Override
  public String label(int index, String name) {
    int source = firstSource(index);
    return sources.get(source).label(position(source, index), name);
  }

  private int position(int source, int index) {
    return positions.length == 0 ? index : positions[source][index];
  }

  private int firstSource(int index) {
    int source = 0;
    while (position(source, index) < 0) {
      source++;
    }
    return source;
  }

  @Override
  public void read(int index, SampleBuffer into) {
    into.clear();
    int first = firstSource(index);
    int more = first + 1;
    while (more < positions.length && positions[more][index] < 0) {
      more++;
    }
    if (more >= positions.length) {
      sources.get(first).read(position(first, index), range.min(), range.max(), into);
      return;
    }
    Scratch scratch = scratches.poll();
    if (scratch == null) {
      scratch = new Scratch();
    }
    scratch.merge.begin();
    int runs = 0;
    for (int s = first; s < positions.length; s++) {
      int position = positions[s][index];
      if (position >= 0) {
        if (runs == scratch.runs.size()) {
          scratch.runs.add(new SampleBuffer());
        }
        SampleBuffer run = scratch.runs.get(runs++);
        run.clear();
        sources.get(s).read(position, range.min(), range.max(), run);
        scratch.merge.add(run);
      }
    }
    scratch.merge.mergeInto(into);
    scratches.add(scratch);
  }

  @Override
  public void close() {
    release.run();
  }
}
