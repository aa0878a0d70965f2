package io.trivet.logs.page;

import io.trivet.core.codec.BitWriter;
import io.trivet.core.codec.BytesWriter;
import io.trivet.core.codec.Zstd;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Gathers sections (the rows of one stream each) and compresses them to a page. Owned by one
/// thread at a time, which closes it; reusable after [#encode].
public final class PageEncoder implements AutoCloseable {
  /// A page is full with so many bytes of lines.
  public static final int PAGE_BYTES = 256 * 1024;

  /// A page is full with so many rows.
  public static final int PAGE_ROWS = 32 * 1024;

  /// Codecs of a column.
  static final int PLAIN = 0;

  static final int ZSTD = 1;

  /// Largest power of ten that times are divided by: times in whole seconds, in nanoseconds.
  private static final int MAX_SCALE = 9;

  /// Share of the columns that the filter may take.
  private static final double FILTER_SHARE = 0.08;

  private final Zstd zstd = new Zstd();
  private final BytesWriter plain = new BytesWriter(64 * 1024);
  private final BytesWriter column = new BytesWriter(128 * 1024);
  private final BitWriter bits = new BitWriter(plain);
  private final MetadataEncoder metadataEncoder = new MetadataEncoder();
  private final IdentifierKeys identifiers = new IdentifierKeys();
  private final IdentifierFilter identifierFilter = new IdentifierFilter();

  private int rows;
  private long[] times = new long[1024];
  private int[] starts = new int[1025];
  private byte[] lines = new byte[64 * 1024];
  private @Nullable MetadataColumn[] metadataOf = new @Nullable MetadataColumn[1024];
  private int[] metadataRow = new int[1024];
  private boolean anyMetadata;
  private int sections;
  private int[] sectionStarts = new int[16];
  private long[] numbers = new long[1024];

  /// Number of rows gathered.
  public int rows() {
    return rows;
  }

  /// Bytes of lines gathered.
  public int lineBytes() {
    return starts[rows];
  }

  /// Whether no more should be added.
  public boolean isFull() {
    return rows >= PAGE_ROWS || lineBytes() >= PAGE_BYTES;
  }

  /// Begins a section: rows added from now on belong to another stream.
  public void beginSection() {
    if (sections == sectionStarts.length) {
      sectionStarts = Arrays.copyOf(sectionStarts, 2 * sections);
    }
    sectionStarts[sections++] = rows;
  }

  /// Adds one row to the section. Times of a section ascend and are not negative.
  public void add(
      long time,
      byte[] bytes,
      int lineStart,
      int lineEnd,
      @Nullable MetadataColumn metadata,
      int row) {
    if (rows == times.length) {
      int capacity = 2 * rows;
      times = Arrays.copyOf(times, capacity);
      starts = Arrays.copyOf(starts, capacity + 1);
      metadataOf = Arrays.copyOf(metadataOf, capacity);
      metadataRow = Arrays.copyOf(metadataRow, capacity);
    }
    int at = starts[rows];
    int length = lineEnd - lineStart;
    if (length > lines.length - at) {
      lines = Arrays.copyOf(lines, Math.max(at + length, (int) Math.min(2L * at, 1 << 30)));
    }
    System.arraycopy(bytes, lineStart, lines, at, length);
    times[rows] = time;
    if (MetadataColumn.count(metadata, row) > 0) {
      metadataOf[rows] = metadata;
      metadataRow[rows] = row;
      anyMetadata = true;
    }
    rows++;
    starts[rows] = at + length;
  }

  /// Adds a section of all rows.
  public void addSection(EntryRows section) {
    beginSection();
    for (int i = 0; i < section.size(); i++) {
      add(
          section.times()[i],
          section.lines(),
          section.starts()[i],
          section.starts()[i + 1],
          section.metadata(),
          i);
    }
  }

  /// The page of what was added, at least one row; then the encoder is empty again.
  public EncodedPage encode(boolean withFilter) {
    byte[] encodedTimes = encodeTimes();
    if (numbers.length < rows) {
      numbers = new long[times.length];
    }
    for (int i = 0; i < rows; i++) {
      numbers[i] = (long) starts[i + 1] - starts[i];
    }
    plain.clear();
    PackedLongs.encode(numbers, rows, plain, bits);
    byte[] encodedLengths = column(plain.array(), plain.length());
    byte[] encodedMetadata = {};
    if (anyMetadata) {
      plain.clear();
      metadataEncoder.encode(metadataOf, metadataRow, rows, plain);
      encodedMetadata = column(plain.array(), plain.length());
    }
    byte[] encodedLines = column(lines, lineBytes());
    byte[] filter = {};
    if (withFilter) {
      int size =
          encodedTimes.length
              + encodedLengths.length
              + encodedMetadata.length
              + encodedLines.length;
      filter = filter((int) (FILTER_SHARE * size));
    }
    EncodedPage page =
        new EncodedPage(
            rows, lineBytes(), encodedTimes, encodedLengths, encodedMetadata, encodedLines, filter);
    clear();
    return page;
  }

  /// Forgets what was added.
  public void clear() {
    Arrays.fill(metadataOf, 0, rows, null);
    rows = 0;
    sections = 0;
    anyMetadata = false;
    if (lines.length > 8 * PAGE_BYTES) {
      lines = new byte[2 * PAGE_BYTES];
    }
  }

  private byte[] encodeTimes() {
    int scale = MAX_SCALE;
    long divisor = 1_000_000_000;
    int count = 0;
    if (numbers.length < rows) {
      numbers = new long[times.length];
    }
    for (int section = 0; section < sections; section++) {
      int end = section + 1 < sections ? sectionStarts[section + 1] : rows;
      for (int i = sectionStarts[section] + 1; i < end; i++) {
        long delta = times[i] - times[i - 1];
        while (delta % divisor != 0) {
          divisor /= 10;
          scale--;
        }
        numbers[count++] = delta;
      }
    }
    for (int i = 0; i < count && divisor > 1; i++) {
      numbers[i] /= divisor;
    }
    plain.clear();
    plain.putByte(scale);
    PackedLongs.encode(numbers, count, plain, bits);
    return column(plain.array(), plain.length());
  }

  private byte[] column(byte[] bytes, int length) {
    column.clear();
    column.putByte(ZSTD);
    column.putVarint(length);
    zstd.compress(bytes, 0, length, column);
    // Plain unless compression pays for the time it takes to undo.
    if (column.length() > length - length / 16) {
      column.clear();
      column.putByte(PLAIN);
      column.putBytes(bytes, 0, length);
    }
    return column.toByteArray();
  }

  private byte[] filter(int maxBytes) {
    IdentifierKeys.Sink sink = identifierFilter::add;
    for (int i = 0; i < rows; i++) {
      identifiers.ofText(lines, starts[i], starts[i + 1], sink);
      MetadataColumn metadata = metadataOf[i];
      if (metadata != null) {
        int row = metadataRow[i];
        for (int p = metadata.starts()[row]; p < metadata.starts()[row + 1]; p++) {
          int value = metadata.pairs()[4 * p + 2];
          identifiers.ofText(metadata.bytes(), value, value + metadata.pairs()[4 * p + 3], sink);
        }
      }
    }
    plain.clear();
    identifierFilter.encode(maxBytes, plain);
    return plain.toByteArray();
  }

  @Override
  public void close() {
    zstd.close();
  }
}
