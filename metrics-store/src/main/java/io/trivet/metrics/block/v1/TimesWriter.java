package io.trivet.metrics.block.v1;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.codec.Zstd;
import io.trivet.core.disk.Disk;
import io.trivet.metrics.chunk.TimeColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Writes time columns, equal ones once. Owned by one thread.
final class TimesWriter implements AutoCloseable {
  /// Columns remembered to recognise equal ones.
  private static final int MAX_REMEMBERED = 1 << 18;

  /// What tells columns apart: two independent hashes of their times.
  private record Fingerprint(long a, long b, int count) {}

  private final PagedFileWriter file;
  private final TimeColumn codec = new TimeColumn();
  private final Map<Fingerprint, Integer> known = new HashMap<>();
  private final BytesWriter lengths = new BytesWriter(1024);
  private final BytesWriter columns = new BytesWriter(BlockFiles.PAGE_BYTES);
  private final BytesWriter page = new BytesWriter(BlockFiles.PAGE_BYTES);
  private int firstOfPage;
  private int count;

  TimesWriter(Disk disk, Path path, Zstd zstd) throws IOException {
    this.file = new PagedFileWriter(disk, path, BlockFiles.TIMES_FORMAT, zstd);
  }

  int count() {
    return count;
  }

  /// Number of the column with these times.
  int add(long[] times, int from, int length, long reference) throws IOException {
    long a = 0x9e3779b97f4a7c15L;
    long b = 0xc2b2ae3d27d4eb4fL;
    for (int i = from; i < from + length; i++) {
      a = (a ^ times[i]) * 0xff51afd7ed558ccdL;
      a ^= a >>> 32;
      b = Long.rotateLeft(b + times[i] * 0xc4ceb9fe1a85ec53L, 29) * 0x9ddfea08eb382d69L;
    }
    Fingerprint fingerprint = new Fingerprint(a, b, length);
    Integer same = known.get(fingerprint);
    if (same != null) {
      return same;
    }
    if (known.size() == MAX_REMEMBERED) {
      known.clear();
    }
    known.put(fingerprint, count);
    int start = columns.length();
    codec.write(times, from, length, reference, columns);
    lengths.putVarint(columns.length() - start);
    count++;
    if (columns.length() >= BlockFiles.PAGE_BYTES / 4) {
      flushPage();
    }
    return count - 1;
  }

  private void flushPage() throws IOException {
    if (count > firstOfPage) {
      page.clear();
      page.putVarint(count - firstOfPage);
      page.putBytes(lengths.array(), 0, lengths.length());
      page.putBytes(columns.array(), 0, columns.length());
      file.write(firstOfPage, page);
      lengths.clear();
      columns.clear();
      firstOfPage = count;
    }
  }

  void finish() throws IOException {
    flushPage();
    file.finish();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
