package io.trivet.logs.head;

import io.trivet.logs.page.PageEncoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Entries of one stream in one partition of a head: full pages, and the rows of the page that is
/// filling. Guarded by the lock of its head.
final class HeadStream {
  private static final HeadPage[] NO_PAGES = {};
  private static final byte[] NO_BYTES = {};

  final int number;
  long minTime = Long.MAX_VALUE;
  long maxTime = Long.MIN_VALUE;

  private HeadPage[] pages = NO_PAGES;
  private long openMin = Long.MAX_VALUE;
  private long openMax = Long.MIN_VALUE;
  private int size;
  private long[] times = {};
  private int[] starts = {0};
  private byte[] lines = NO_BYTES;
  private int @Nullable [] metadataEnds;
  private byte[] metadata = NO_BYTES;

  HeadStream(int number) {
    this.number = number;
  }

  /// Adds an entry; returns the page that became full by it, null if none did.
  @Nullable HeadPage add(BatchReader entry) {
    long time = entry.time();
    int length = entry.lineLength();
    if (size == times.length) {
      int capacity = size == 0 ? 4 : Math.min(2 * size, PageEncoder.PAGE_ROWS);
      times = Arrays.copyOf(times, capacity);
      starts = Arrays.copyOf(starts, capacity + 1);
      if (metadataEnds != null) {
        metadataEnds = Arrays.copyOf(metadataEnds, capacity);
      }
    }
    int at = starts[size];
    lines = room(lines, at, length);
    System.arraycopy(entry.array(), entry.lineStart(), lines, at, length);
    times[size] = time;
    addMetadata(entry);
    size++;
    starts[size] = at + length;
    openMin = Math.min(openMin, time);
    openMax = Math.max(openMax, time);
    minTime = Math.min(minTime, time);
    maxTime = Math.max(maxTime, time);
    return size >= PageEncoder.PAGE_ROWS || at + length >= PageEncoder.PAGE_BYTES ? close() : null;
  }

  private void addMetadata(BatchReader entry) {
    int[] ends = metadataEnds;
    if (entry.pairs() == 0 && ends == null) {
      return;
    }
    if (ends == null) {
      ends = new int[times.length];
      metadataEnds = ends;
    }
    int at = size == 0 ? 0 : ends[size - 1];
    int length = entry.metadataEnd() - entry.metadataStart();
    metadata = room(metadata, at, length);
    System.arraycopy(entry.array(), entry.metadataStart(), metadata, at, length);
    ends[size] = at + length;
  }

  private static byte[] room(byte[] bytes, int at, int more) {
    if (more <= bytes.length - at) {
      return bytes;
    }
    // A page is closed at PAGE_BYTES: growing to just above it wastes little.
    int wanted = Math.max(at + more, Math.max(128, at + Math.min(at, PageEncoder.PAGE_BYTES / 2)));
    return Arrays.copyOf(bytes, wanted);
  }

  /// Moves the rows of the open page to a page of their own.
  private HeadPage close() {
    HeadPage page = new HeadPage(openMin, openMax, arrived());
    pages = Arrays.copyOf(pages, pages.length + 1);
    pages[pages.length - 1] = page;
    size = 0;
    times = new long[64];
    starts = new int[65];
    lines = new byte[8 * 1024];
    metadataEnds = null;
    metadata = NO_BYTES;
    openMin = Long.MAX_VALUE;
    openMax = Long.MIN_VALUE;
    return page;
  }

  private Arrived arrived() {
    return new Arrived(size, times, starts, lines, metadataEnds, metadata);
  }

  /// Memory of the page that is filling.
  long openBytes() {
    int[] ends = metadataEnds;
    return 12L * times.length
        + lines.length
        + metadata.length
        + (ends == null ? 0 : 4L * ends.length);
  }

  /// What is there now; later entries do not show in it.
  HeadStreamSnapshot snapshot() {
    return new HeadStreamSnapshot(
        number, minTime, maxTime, pages, openMin, openMax, size == 0 ? null : arrived());
  }

  /// Entries and bytes of lines in the range, by whole pages.
  void addVolume(long min, long max, long[] entriesAndBytes) {
    for (HeadPage page : pages) {
      if (page.minTime() <= max && page.maxTime() >= min) {
        entriesAndBytes[0] += page.entries();
        entriesAndBytes[1] += page.lineBytes();
        entriesAndBytes[2]++;
      }
    }
    if (size > 0 && openMin <= max && openMax >= min) {
      entriesAndBytes[0] += size;
      entriesAndBytes[1] += starts[size];
      entriesAndBytes[2]++;
    }
  }
}
