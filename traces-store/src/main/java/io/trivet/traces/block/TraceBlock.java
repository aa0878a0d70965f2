package io.trivet.traces.block;

import io.trivet.core.block.BlockMeta;
import io.trivet.core.block.OpenBlock;
import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.disk.CheckedFileReader;
import io.trivet.core.disk.CorruptFileException;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.FileFormat;
import io.trivet.traces.block.GroupDirectory.Section;
import io.trivet.traces.block.SectionCache.Decoded;
import io.trivet.traces.column.StoredSpans;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A block of spans, open for reading: its trace ids (16 bytes each) and directory are in memory,
/// the rest is read when asked for. Safe for use from any thread.
public final class TraceBlock implements OpenBlock {
  static final FileFormat SPANS = new FileFormat("TSPN", 1);
  static final FileFormat INDEX = new FileFormat("TIDX", 1);
  static final String SPANS_FILE = "spans";
  static final String INDEX_FILE = "index";

  private final BlockMeta meta;
  private final SectionCache cache;
  private final CheckedFileReader spans;
  private final long[] traceHigh;
  private final long[] traceLow;
  private final List<GroupDirectory> groups = new ArrayList<>();

  /// Position of the first trace of each group, and behind the last.
  private final int[] firstTraces;

  /// @throws IOException if a file of the block is damaged or of a newer version
  public TraceBlock(Disk disk, Path directory, BlockMeta meta, SectionCache cache)
      throws IOException {
    this.meta = meta;
    this.cache = cache;
    Path indexFile = directory.resolve(INDEX_FILE);
    byte[] bytes;
    try (CheckedFileReader index = new CheckedFileReader(disk, indexFile, INDEX)) {
      bytes = index.readAll(Integer.MAX_VALUE - 16);
    }
    try {
      BytesReader in = new BytesReader(bytes);
      int count = in.getLength(in.remaining() / 16);
      traceHigh = new long[count];
      traceLow = new long[count];
      for (int i = 0; i < count; i++) {
        traceHigh[i] = Long.reverseBytes(in.getLong());
        traceLow[i] = Long.reverseBytes(in.getLong());
      }
      int groupCount = in.getLength(in.remaining());
      firstTraces = new int[groupCount + 1];
      for (int i = 0; i < groupCount; i++) {
        GroupDirectory group = GroupDirectory.read(in);
        groups.add(group);
        firstTraces[i + 1] = firstTraces[i] + group.traces();
      }
      if (firstTraces[groupCount] != count) {
        throw new CorruptFileException(indexFile, 0, "traces of groups are not those of the index");
      }
    } catch (MalformedBytesException e) {
      throw new CorruptFileException(indexFile, e.position(), e.reason());
    }
    this.spans = new CheckedFileReader(disk, directory.resolve(SPANS_FILE), SPANS);
  }

  @Override
  public BlockMeta meta() {
    return meta;
  }

  public int traces() {
    return traceHigh.length;
  }

  public long traceHigh(int trace) {
    return traceHigh[trace];
  }

  public long traceLow(int trace) {
    return traceLow[trace];
  }

  /// Position of a trace id, negative if the block does not have it.
  public int find(long idHigh, long idLow) {
    int low = 0;
    int high = traceHigh.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Long.compareUnsigned(traceHigh[middle], idHigh);
      if (order == 0) {
        order = Long.compareUnsigned(traceLow[middle], idLow);
      }
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /// A trace of the block.
  ///
  /// @param trace its number in the table
  public record Found(StoredSpans table, int trace) {}

  /// The table that holds a trace, null if the block does not have it.
  public @Nullable Found trace(long idHigh, long idLow) {
    int position = find(idHigh, idLow);
    if (position < 0) {
      return null;
    }
    int group = Arrays.binarySearch(firstTraces, position);
    if (group < 0) {
      group = -group - 2;
    }
    return new Found(table(group), position - firstTraces[group]);
  }

  /// Row groups with a span that overlaps a range, in the order of the file.
  public List<StoredSpans> tables(long minNanos, long maxNanos) {
    List<StoredSpans> found = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      GroupDirectory group = groups.get(i);
      if (group.firstStart() <= maxNanos && group.lastEnd() >= minNanos) {
        found.add(table(i));
      }
    }
    return found;
  }

  private RowGroup table(int group) {
    return new RowGroup(this, group, groups.get(group), firstTraces[group]);
  }

  /// Number of a table of this block among its row groups.
  public static int groupOf(StoredSpans table) {
    return table instanceof RowGroup group ? group.number() : -1;
  }

  Object section(
      int group, GroupDirectory directory, String name, Function<BytesReader, Decoded> decoder)
      throws IOException {
    return cache.get(
        new SectionCache.Key(meta.ulid(), group, name),
        zstd -> {
          Section section = directory.sections().get(name);
          if (section == null) {
            throw new CorruptFileException(spans.path(), 0, "no section " + name);
          }
          byte[] compressed = new byte[section.compressedBytes()];
          spans.read(section.offset(), compressed, 0, compressed.length);
          CRC32C crc = new CRC32C();
          crc.update(compressed);
          if ((int) crc.getValue() != section.crc()) {
            throw new CorruptFileException(
                spans.path(), section.offset(), "wrong checksum of section " + name);
          }
          byte[] raw = new byte[section.bytes()];
          try {
            zstd.decompress(compressed, 0, compressed.length, raw, 0, raw.length);
            return decoder.apply(new BytesReader(raw));
          } catch (MalformedBytesException e) {
            throw new CorruptFileException(spans.path(), section.offset(), e.reason());
          }
        });
  }

  @Override
  public void close() throws IOException {
    cache.forget(meta.ulid());
    spans.close();
  }
}
