package io.trivet.metrics.store;

import io.trivet.core.block.BlockDirectory;
import io.trivet.core.block.BlockMeta;
import io.trivet.core.block.Ulid;
import io.trivet.core.disk.Disk;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.block.v1.BlockWriter;
import io.trivet.metrics.block.v1.SeriesOrder;
import io.trivet.metrics.head.Head;
import io.trivet.metrics.head.HeadSamples;
import io.trivet.metrics.head.HeadView;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.roaringbitmap.RoaringBitmap;

/// Writes a frozen generation of the head to blocks, one for each range of time that it touches.
final class HeadFlush {
  static final String SIGNAL = "metrics";

  /// Samples may be spread over years; then the ranges are longer.
  private static final int MAX_BLOCKS = 32;

  private final Disk disk;
  private final BlockDirectory directory;
  private final InstantSource clock;
  private final long rangeMs;
  private final SampleBuffer samples = new SampleBuffer();
  private final HeadView.Reader reader = new HeadView.Reader();

  HeadFlush(Disk disk, BlockDirectory directory, InstantSource clock, long rangeMs) {
    this.disk = disk;
    this.directory = directory;
    this.clock = clock;
    this.rangeMs = rangeMs;
  }

  /// Writes and publishes the blocks. The last one published says how far the journal is covered:
  /// after a crash in between, the journal is replayed and what is there twice is read once.
  ///
  /// @param cut number of the journal segment before which everything is in these blocks or older
  List<BlockMeta> write(Head head, HeadSamples frozen, long cut) throws IOException {
    long range = rangeMs;
    long min = frozen.minTime();
    long max = frozen.maxTime();
    while (Math.floorDiv(max, range) - Math.floorDiv(min, range) >= MAX_BLOCKS) {
      range *= 3;
    }
    HeadView view = HeadView.ofFrozen(head, frozen);
    Set<Integer> withExemplars = frozen.exemplars().series();
    List<BlockMeta> written = new ArrayList<>();
    List<BlockMeta> published = new ArrayList<>();
    try {
      for (long k = Math.floorDiv(min, range); k <= Math.floorDiv(max, range); k++) {
        String ulid = Ulid.next(clock);
        BlockMeta meta = writeBlock(ulid, view, withExemplars, k * range, (k + 1) * range - 1);
        if (meta == null) {
          directory.abandon(ulid);
        } else {
          written.add(meta);
        }
      }
      for (int i = 0; i < written.size(); i++) {
        BlockMeta meta = written.get(i);
        if (i == written.size() - 1) {
          meta = withJournalSegment(meta, cut);
        }
        directory.publish(meta);
        published.add(meta);
      }
      return published;
    } catch (IOException | RuntimeException e) {
      for (BlockMeta meta : written) {
        directory.abandon(meta.ulid());
        directory.delete(meta.ulid());
      }
      throw e;
    }
  }

  private static BlockMeta withJournalSegment(BlockMeta meta, long segment) {
    return new BlockMeta(
        meta.ulid(),
        meta.signal(),
        meta.version(),
        meta.minTime(),
        meta.maxTime(),
        meta.createdMs(),
        meta.level(),
        meta.sources(),
        segment,
        meta.counts());
  }

  private @org.jspecify.annotations.Nullable BlockMeta writeBlock(
      String ulid, HeadView view, Set<Integer> withExemplars, long min, long max)
      throws IOException {
    try (BlockWriter writer = new BlockWriter(disk, directory.begin(ulid), min)) {
      Set<String> names = new TreeSet<>(Labels::compareText);
      names.add("");
      names.addAll(view.index().labelValues(Labels.METRIC_NAME, null));
      for (String name : names) {
        writeMetric(writer, view, withExemplars, name, min, max);
      }
      if (writer.seriesCount() == 0) {
        return null;
      }
      Map<String, Long> counts = writer.finish();
      return new BlockMeta(
          ulid,
          SIGNAL,
          BlockWriter.VERSION,
          writer.minTime(),
          writer.maxTime(),
          clock.millis(),
          1,
          List.of(ulid),
          0,
          counts);
    }
  }

  private record Candidate(Labels labels, int series) {}

  private void writeMetric(
      BlockWriter writer,
      HeadView view,
      Set<Integer> withExemplars,
      String name,
      long min,
      long max)
      throws IOException {
    RoaringBitmap ids = view.index().select(List.of(LabelMatcher.equal(Labels.METRIC_NAME, name)));
    List<Candidate> candidates = new ArrayList<>();
    for (var it = ids.getIntIterator(); it.hasNext(); ) {
      int series = it.next();
      if (view.mayHave(series, min, max) || withExemplars.contains(series)) {
        candidates.add(new Candidate(view.labels(series), series));
      }
    }
    candidates.sort((a, b) -> SeriesOrder.COMPARATOR.compare(a.labels(), b.labels()));
    for (Candidate candidate : candidates) {
      samples.clear();
      reader.read(view, candidate.series(), min, max, Long.MAX_VALUE, samples);
      List<Exemplar> exemplars =
          withExemplars.contains(candidate.series())
              ? view.exemplars(candidate.series(), min, max)
              : List.of();
      if (samples.size > 0 || !exemplars.isEmpty()) {
        writer.add(candidate.labels(), view.labelHash(candidate.labels()), samples, exemplars);
      }
    }
  }
}
