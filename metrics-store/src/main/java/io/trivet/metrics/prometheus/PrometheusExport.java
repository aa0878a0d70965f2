package io.trivet.metrics.prometheus;

import io.trivet.core.block.Ulid;
import io.trivet.core.disk.Disk;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.BlockStatistics;
import io.trivet.metrics.MetricsStatistics;
import io.trivet.metrics.MetricsStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Writes the samples of a store as blocks of Prometheus, one for every two hours that have some.
/// Start timestamps and exemplars have no place in them and are left out. Owned by one thread.
public final class PrometheusExport {
  private static final long RANGE_MS = 2 * 3_600_000L;
  private static final String TEMPORARY = ".tmp-for-creation";

  private final MetricsStore store;
  private final Disk disk;
  private final InstantSource clock;
  private final TransferProgress progress;

  public PrometheusExport(
      MetricsStore store, Disk disk, InstantSource clock, TransferProgress progress) {
    this.store = store;
    this.disk = disk;
    this.clock = clock;
    this.progress = progress;
  }

  /// What an export did.
  public record Summary(int blocks, long series, long samples) {}

  /// Exports the samples in a range of the series which satisfy all matchers of at least one list;
  /// of all series if there is no list.
  ///
  /// @param directory made if it does not exist; must not hold blocks already
  public Summary run(Path directory, List<List<LabelMatcher>> selectors, TimeRange range)
      throws IOException {
    // An empty write-ahead log makes it a whole data directory: tools of Prometheus ask for one.
    disk.createDirectories(directory.resolve("wal"));
    for (Path entry : disk.list(directory)) {
      if (Ulid.isUlid(String.valueOf(entry.getFileName()))) {
        throw new IOException(
            directory + " holds the block " + entry.getFileName() + "; export to an empty one");
      }
    }
    int blocks = 0;
    long series = 0;
    long samples = 0;
    List<List<LabelMatcher>> wanted = selectors.isEmpty() ? List.of(List.of()) : selectors;
    for (long number : occupied(range)) {
      long begin = number * RANGE_MS;
      long from = Math.max(range.min(), begin);
      long to = Math.min(range.max(), begin + RANGE_MS - 1);
      TimeRange part = new TimeRange(from, to);
      String ulid = Ulid.next(clock);
      Path temporary = directory.resolve(ulid + TEMPORARY);
      TsdbMeta meta;
      try {
        meta =
            new ExportBlock(store.querier(), disk, temporary, progress).write(ulid, wanted, part);
        if (meta == null) {
          disk.delete(temporary);
          continue;
        }
        disk.publish(temporary, directory.resolve(ulid));
      } catch (IOException | RuntimeException e) {
        disk.delete(temporary);
        throw e;
      }
      blocks++;
      series += meta.stats().numSeries();
      samples += meta.stats().numSamples();
      progress.note(
          "block "
              + ulid
              + ": "
              + meta.stats().numSeries()
              + " series, "
              + meta.stats().numSamples()
              + " samples");
    }
    return new Summary(blocks, series, samples);
  }

  /// Numbers of the ranges of two hours, since the epoch, which may have samples.
  private List<Long> occupied(TimeRange range) {
    Set<Long> numbers = new TreeSet<>();
    for (BlockStatistics block : store.blocks()) {
      add(numbers, range, block.minTimeMs(), block.maxTimeMs());
    }
    MetricsStatistics head = store.statistics();
    add(numbers, range, head.minTimeMs(), head.maxTimeMs());
    return new ArrayList<>(numbers);
  }

  private static void add(Set<Long> numbers, TimeRange range, long min, long max) {
    long from = Math.max(min, range.min());
    long to = Math.min(max, range.max());
    if (from <= to) {
      for (long n = Math.floorDiv(from, RANGE_MS); n <= Math.floorDiv(to, RANGE_MS); n++) {
        numbers.add(n);
      }
    }
  }
}
