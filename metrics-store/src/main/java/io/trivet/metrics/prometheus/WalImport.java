package io.trivet.metrics.prometheus;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.disk.Disk;
import io.trivet.core.label.Labels;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.store.BlockImport;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Imports the write-ahead log of Prometheus in two passes: the first finds all series and what was
/// deleted, the second the samples, which go to blocks whenever enough are in memory. Owned by one
/// thread.
final class WalImport {
  private final Disk disk;
  private final TransferProgress progress;
  private final BlockImport target;
  private final WalRecords records = new WalRecords();
  private final Map<Long, Integer> indexes = new HashMap<>();
  private final Map<Labels, Integer> byLabels = new HashMap<>();
  private final List<Labels> labels = new ArrayList<>();
  private final Map<Integer, DeletedTimes> deleted = new HashMap<>();
  private final PrometheusImport.Settings settings;
  private long begin;
  private long orphans;

  WalImport(
      Disk disk,
      BlockImport target,
      TransferProgress progress,
      PrometheusImport.Settings settings) {
    this.disk = disk;
    this.target = target;
    this.progress = progress;
    this.settings = settings;
  }

  /// @param endOfBlocks samples before this time are in blocks
  /// @param known sources of the blocks that are there
  ImportSummary run(WalFiles files, long endOfBlocks, Set<String> known) throws IOException {
    String name = define(files);
    if (known.contains(name)) {
      progress.note("write-ahead log: is there already");
      return new ImportSummary(0, 1, 0, 0, Long.MAX_VALUE, Long.MIN_VALUE);
    }
    try (WalBlocks blocks = new WalBlocks(target, labels, deleted, settings)) {
      begin = endOfBlocks;
      readSamples(files.checkpoint(), blocks);
      if (readSamples(files.segments(), blocks)) {
        progress.note("write-ahead log: the last write was cut off and is left out");
      }
      begin = Long.MIN_VALUE;
      readSamples(files.lateSegments(), blocks);
      ImportSummary summary = blocks.publish(name);
      if (orphans > 0) {
        progress.note(
            "write-ahead log: " + orphans + " samples of series which it does not define");
      }
      progress.note(
          "write-ahead log: " + summary.series() + " series, " + summary.samples() + " samples");
      return summary;
    }
  }

  /// Reads what defines series, and returns a name for the content of the log.
  private String define(WalFiles files) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    WalRecords.Definitions definitions =
        new WalRecords.Definitions() {
          @Override
          public void series(long number, Labels of) {
            Integer index = byLabels.putIfAbsent(of, labels.size());
            if (index == null) {
              index = labels.size();
              labels.add(of);
            }
            indexes.put(number, index);
          }

          @Override
          public void deleted(long number, long min, long max) {
            Integer index = indexes.get(number);
            if (index != null) {
              deleted.computeIfAbsent(index, k -> new DeletedTimes()).add(min, max);
            }
          }
        };
    for (List<Path> segments :
        List.of(files.checkpoint(), files.segments(), files.lateSegments())) {
      forEach(
          segments,
          (reader, record) -> {
            int kind = record.remaining() == 0 ? 0 : record.array()[record.position()];
            if (!WalRecords.knows(kind)) {
              throw reader.corrupt(
                  "a record of kind "
                      + kind
                      + ", written by a Prometheus newer than what is understood; the blocks alone"
                      + " can be imported with --no-wal");
            }
            digest.update(record.array(), record.position(), record.remaining());
            records.read(record, definitions);
          });
    }
    return "wal-" + HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  private boolean readSamples(List<Path> segments, WalBlocks blocks) throws IOException {
    WalRecords.Samples samples =
        new WalRecords.Samples() {
          @Override
          public void sample(long number, long time, double value) throws IOException {
            Integer index = wanted(number, time);
            if (index != null) {
              blocks.add(index, time, value, null);
            }
          }

          @Override
          public void sample(long number, long time, NativeHistogram value) throws IOException {
            Integer index = wanted(number, time);
            if (index != null) {
              blocks.add(index, time, 0, value);
            }
          }

          @Override
          public void exemplar(long number, Exemplar exemplar) {
            Integer index = wanted(number, exemplar.timestampMs());
            if (index != null) {
              blocks.add(index, exemplar);
            }
          }
        };
    return forEach(segments, (reader, record) -> records.read(record, samples));
  }

  private @org.jspecify.annotations.Nullable Integer wanted(long number, long time) {
    if (time < begin) {
      return null;
    }
    Integer index = indexes.get(number);
    if (index == null) {
      orphans++;
    }
    return index;
  }

  /// Does something with a record.
  private interface RecordConsumer {
    void accept(WalReader reader, BytesReader record) throws IOException;
  }

  /// Returns whether the last record is cut off.
  private boolean forEach(List<Path> segments, RecordConsumer consumer) throws IOException {
    try (WalReader reader = new WalReader(disk, segments)) {
      while (reader.next()) {
        try {
          consumer.accept(reader, reader.record());
        } catch (MalformedBytesException e) {
          throw reader.corrupt("a record: " + e.reason());
        }
      }
      return reader.isCutOff();
    }
  }
}
