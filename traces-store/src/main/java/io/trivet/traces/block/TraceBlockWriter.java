package io.trivet.traces.block;

import io.trivet.core.block.BlockDirectory;
import io.trivet.core.block.BlockMeta;
import io.trivet.core.codec.BytesWriter;
import io.trivet.core.codec.Zstd;
import io.trivet.core.disk.CheckedFileWriter;
import io.trivet.core.disk.Disk;
import io.trivet.traces.column.StoredSpans;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the spans of some tables (a head, or the row groups of blocks that are compacted) as one
/// block.
public final class TraceBlockWriter {
  /// Rows after which a group is closed, at the end of a trace.
  static final int GROUP_ROWS = 4096;

  private final Disk disk;
  private final BlockDirectory blocks;

  public TraceBlockWriter(Disk disk, BlockDirectory blocks) {
    this.disk = disk;
    this.blocks = blocks;
  }

  /// Where the block comes from; the parts of its meta which the spans do not tell.
  public record Origin(
      String ulid, long createdMs, int level, List<String> sources, long journalSegment) {}

  /// A trace of one of the tables.
  private record TracePlace(long high, long low, StoredSpans table, int trace) {}

  /// Writes and publishes a block; null if the tables have no span.
  public @Nullable BlockMeta write(List<? extends StoredSpans> tables, Origin origin)
      throws IOException {
    List<TracePlace> traces = sorted(tables);
    if (traces.isEmpty()) {
      return null;
    }
    Path directory = blocks.begin(origin.ulid());
    try {
      BlockMeta meta = writeFiles(directory, traces, origin);
      blocks.publish(meta);
      return meta;
    } catch (IOException | RuntimeException | Error e) {
      try {
        blocks.abandon(origin.ulid());
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  private static List<TracePlace> sorted(List<? extends StoredSpans> tables) {
    List<TracePlace> traces = new ArrayList<>();
    for (StoredSpans table : tables) {
      for (int trace = 0; trace < table.traces(); trace++) {
        traces.add(new TracePlace(table.traceIdHigh(trace), table.traceIdLow(trace), table, trace));
      }
    }
    traces.sort((a, b) -> {
      int order = Long.compareUnsigned(a.high, b.high);
      return order != 0 ? order : Long.compareUnsigned(a.low, b.low);
    });
    return traces;
  }

  private BlockMeta writeFiles(Path directory, List<TracePlace> traces, Origin origin)
      throws IOException {
    BytesWriter ids = new BytesWriter(16 * traces.size());
    List<GroupDirectory> groups = new ArrayList<>();
    int traceCount = 0;
    try (CheckedFileWriter file =
            new CheckedFileWriter(
                disk, directory.resolve(TraceBlock.SPANS_FILE), TraceBlock.SPANS);
        Zstd zstd = new Zstd()) {
      GroupWriter writer = new GroupWriter(file, zstd);
      GroupRows rows = new GroupRows();
      for (int i = 0; i < traces.size(); ) {
        TracePlace trace = traces.get(i);
        for (; i < traces.size() && isSame(trace, traces.get(i)); i++) {
          add(traces.get(i), rows);
        }
        rows.endTrace();
        ids.putLong(Long.reverseBytes(trace.high));
        ids.putLong(Long.reverseBytes(trace.low));
        traceCount++;
        if (rows.size() >= GROUP_ROWS || i == traces.size()) {
          groups.add(writer.write(rows));
          rows.clear();
        }
      }
      file.finish();
    }
    writeIndex(directory, ids, traceCount, groups);
    return meta(origin, traceCount, groups);
  }

  private static void add(TracePlace place, GroupRows rows) {
    for (int row : place.table.rowsOf(place.trace)) {
      rows.add(place.table, row);
    }
  }

  private static boolean isSame(TracePlace a, TracePlace b) {
    return a.high == b.high && a.low == b.low;
  }

  private void writeIndex(
      Path directory, BytesWriter ids, int traceCount, List<GroupDirectory> groups)
      throws IOException {
    BytesWriter index = new BytesWriter(ids.length() + 64 * 1024);
    index.putVarint(traceCount);
    index.putBytes(ids.array(), 0, ids.length());
    index.putVarint(groups.size());
    groups.forEach(group -> group.write(index));
    try (CheckedFileWriter file =
        new CheckedFileWriter(disk, directory.resolve(TraceBlock.INDEX_FILE), TraceBlock.INDEX)) {
      file.write(index);
      file.finish();
    }
  }

  private static BlockMeta meta(Origin origin, int traceCount, List<GroupDirectory> groups) {
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    long spans = 0;
    for (GroupDirectory group : groups) {
      min = Math.min(min, group.firstStart());
      max = Math.max(max, group.lastEnd());
      spans += group.rows();
    }
    return new BlockMeta(
        origin.ulid(),
        "traces",
        1,
        min,
        Math.max(min, max),
        origin.createdMs(),
        origin.level(),
        origin.sources().isEmpty() ? List.of(origin.ulid()) : origin.sources(),
        origin.journalSegment(),
        Map.of("spans", spans, "traces", (long) traceCount));
  }
}
