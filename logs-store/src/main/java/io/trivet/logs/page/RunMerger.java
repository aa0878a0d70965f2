package io.trivet.logs.page;

import io.trivet.core.codec.MalformedBytesException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Merges runs of one stream in either direction, leaving out exact duplicates between runs. Gives
/// slices: as many neighbouring rows of one run as come before anything of another. A run is opened
/// (its times decoded) only when the merge reaches it. Owned by one thread.
///
/// ```text
/// runs, by first time     [....]        slices forward    [....]
///                            [.......]                         [..
///                              [..]                              [..]  entries of one time in
///                                                                    ....]    several runs singly
/// ```
public final class RunMerger {
  private final Damage damage;
  private final boolean forward;
  private final long min;
  private final long max;

  /// Not yet opened, the next one last.
  private final List<Source> waiting = new ArrayList<>();

  private final List<Source> active = new ArrayList<>();
  private final Deque<Slice> singles = new ArrayDeque<>();
  private final DuplicateFilter duplicates = new DuplicateFilter();
  private long singlesTime;
  private @Nullable Slice current;
  private @Nullable Source exhausted;

  /// Decides about a run that cannot be read: returns, and it is left out, or throws.
  @FunctionalInterface
  public interface Damage {
    void report(EntryRun run, Exception problem) throws IOException;
  }

  /// Rows `from` to `to`, exclusive, of a run, all in the wanted range.
  public record Slice(EntryRun run, int from, int to) {}

  /// @param runs in the order of their arrival; no time is `Long.MAX_VALUE`
  /// @param min first wanted time
  /// @param max last wanted time
  public RunMerger(List<EntryRun> runs, long min, long max, boolean forward, Damage damage) {
    this.damage = damage;
    this.forward = forward;
    this.min = min;
    this.max = max;
    for (int i = 0; i < runs.size(); i++) {
      EntryRun run = runs.get(i);
      if (run.minTime() <= max && run.maxTime() >= min) {
        waiting.add(new Source(run, i));
      }
    }
    waiting.sort((a, b) -> {
      int order = Long.compare(b.start(), a.start());
      return order != 0 ? order : Integer.compare(b.rank(), a.rank());
    });
  }

  /// A run with the rows of it that are left. Times are compared as `order(time)`, which ascends in
  /// the direction of the merge.
  private final class Source {
    final EntryRun run;
    final int arrival;
    long[] times = {};
    int offset;
    int first;
    int end;

    Source(EntryRun run, int arrival) {
      this.run = run;
      this.arrival = arrival;
    }

    long start() {
      return forward ? Math.max(run.minTime(), min) : order(Math.min(run.maxTime(), max));
    }

    int rank() {
      return forward ? arrival : -arrival;
    }

    void open() throws IOException {
      try {
        run.open();
        times = run.times();
      } catch (IOException | MalformedBytesException e) {
        damage.report(run, e);
        return;
      }
      offset = run.offset();
      first = firstRow(min, 0, run.rows());
      end = max == Long.MAX_VALUE ? run.rows() : firstRow(max + 1, first, run.rows());
    }

    boolean isEmpty() {
      return first >= end;
    }

    long head() {
      return order(times[offset + (forward ? first : end - 1)]);
    }

    /// First row in a range of rows whose time is not before a time.
    int firstRow(long time, int from, int to) {
      int low = from;
      int high = to;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (times[offset + middle] < time) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    /// Takes the rows before a limit, in the order of the merge.
    Slice takeBefore(long limit) {
      if (forward) {
        int from = first;
        first = times[offset + end - 1] < limit ? end : firstRow(limit, first, end);
        return new Slice(run, from, first);
      }
      // order(t) = ~t < limit exactly where t > ~limit
      int to = end;
      long bound = ~limit;
      end = times[offset + first] > bound ? first : firstRow(bound + 1, first, end);
      return new Slice(run, end, to);
    }
  }

  private long order(long time) {
    return forward ? time : ~time;
  }

  /// Goes to the next slice; false at the end. Columns of earlier slices may be reused.
  public boolean next() throws IOException {
    if (exhausted != null) {
      exhausted.run.release();
      exhausted = null;
    }
    current = singles.pollFirst();
    while (current == null) {
      active.removeIf(Source::isEmpty);
      Source next = leastActive();
      while (!waiting.isEmpty() && (next == null || waiting.getLast().start() <= next.head())) {
        Source opened = waiting.removeLast();
        opened.open();
        if (!opened.isEmpty()) {
          active.add(opened);
          next = leastActive();
        }
      }
      if (next == null) {
        return false;
      }
      long limit = waiting.isEmpty() ? Long.MAX_VALUE : waiting.getLast().start();
      for (Source other : active) {
        if (other != next) {
          limit = Math.min(limit, other.head());
        }
      }
      if (limit == next.head()) {
        takeEqual(limit);
        current = singles.pollFirst();
      } else {
        current = next.takeBefore(limit);
        if (next.isEmpty()) {
          active.remove(next);
          exhausted = next;
        }
      }
    }
    return true;
  }

  private @Nullable Source leastActive() {
    Source least = null;
    for (Source source : active) {
      if (least == null || source.head() < least.head()) {
        least = source;
      }
    }
    return least;
  }

  /// Entries of one time which several runs have: in the order of arrival, each once.
  private void takeEqual(long time) throws IOException {
    singlesTime = order(time);
    duplicates.clear();
    List<Source> sources = new ArrayList<>(active);
    sources.sort((a, b) -> Integer.compare(a.arrival, b.arrival));
    for (Source source : sources) {
      if (source.isEmpty() || source.head() != time) {
        continue;
      }
      Slice slice = source.takeBefore(time + 1);
      byte[] lines = slice.run().lines();
      int[] starts = slice.run().starts();
      MetadataColumn metadata = slice.run().metadata();
      for (int row = slice.from(); row < slice.to(); row++) {
        int i = source.offset + row;
        if (duplicates.add(lines, starts[i], starts[i + 1], metadata, i)) {
          Slice single = new Slice(slice.run(), row, row + 1);
          if (forward) {
            singles.addLast(single);
          } else {
            singles.addFirst(single);
          }
        }
      }
    }
  }

  /// The slice that [#next] went to.
  public Slice slice() {
    if (current == null) {
      throw new IllegalStateException("no slice");
    }
    return current;
  }

  /// Least time of what is left; `Long.MAX_VALUE` if nothing is.
  public long nextMin() {
    long least = Long.MAX_VALUE;
    if (!singles.isEmpty()) {
      least = Math.min(least, singlesTime);
    }
    for (Source source : active) {
      if (!source.isEmpty()) {
        least = Math.min(least, source.times[source.offset + source.first]);
      }
    }
    for (Source source : waiting) {
      least = Math.min(least, Math.max(min, source.run.minTime()));
    }
    return least;
  }

  /// Greatest time of what is left; `Long.MIN_VALUE` if nothing is.
  public long nextMax() {
    long most = Long.MIN_VALUE;
    if (!singles.isEmpty()) {
      most = Math.max(most, singlesTime);
    }
    for (Source source : active) {
      if (!source.isEmpty()) {
        most = Math.max(most, source.times[source.offset + source.end - 1]);
      }
    }
    for (Source source : waiting) {
      most = Math.max(most, Math.min(max, source.run.maxTime()));
    }
    return most;
  }

  /// Gives columns back; the merger is not used any more.
  public void close() {
    if (exhausted != null) {
      exhausted.run.release();
      exhausted = null;
    }
    active.forEach(source -> source.run.release());
    active.clear();
    waiting.clear();
    singles.clear();
  }
}
