package io.trivet.logs.block;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.codec.Zstd;
import io.trivet.core.disk.CheckedFileWriter;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.FileFormat;
import io.trivet.core.index.CatalogueWriter;
import io.trivet.core.label.Labels;
import io.trivet.logs.page.EncodedPage;
import io.trivet.logs.page.MetadataColumn;
import io.trivet.logs.page.PageCodecs;
import io.trivet.logs.page.PageEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Writes the files of one block: streams in ascending order of their labels, for each its pages or
/// rows. Owned by one thread, which closes it.
public final class BlockWriter implements AutoCloseable {
  /// Ordinal, rows, first time, last time, line bytes.
  private static final int SECTION_LONGS = 5;

  private static final String[] NAMES = {
    BlockFiles.LINES, BlockFiles.COLUMNS, BlockFiles.FILTERS, BlockFiles.PAGES
  };
  private static final FileFormat[] FORMATS = {
    BlockFiles.LINES_FORMAT,
    BlockFiles.COLUMNS_FORMAT,
    BlockFiles.FILTERS_FORMAT,
    BlockFiles.PAGES_FORMAT
  };

  private final PageCodecs codecs;
  private final boolean withFilter;
  private final PageEncoder encoder;
  private final CatalogueWriter catalogue;
  private final CheckedFileWriter lines;
  private final CheckedFileWriter columns;
  private final CheckedFileWriter filters;
  private final CheckedFileWriter pagesFile;

  private final BytesWriter directory = new BytesWriter(16 * 1024);
  private long[] gathered = new long[16 * SECTION_LONGS];
  private int gatheredSections;
  private int ordinal = -1;
  private int lastOrdinal;
  private long lastTime;

  private int sectionRows;
  private int sectionLineBytes;
  private long sectionMin;
  private long sectionMax;

  private int pages;
  private int sections;
  private long entries;
  private long lineBytes;
  private long minTime = Long.MAX_VALUE;
  private long maxTime = Long.MIN_VALUE;

  /// @param path directory that exists
  public BlockWriter(Disk disk, Path path, PageCodecs codecs, boolean withFilter)
      throws IOException {
    this.codecs = codecs;
    this.withFilter = withFilter;
    Deque<CheckedFileWriter> opened = new ArrayDeque<>();
    try {
      for (int i = 0; i < NAMES.length; i++) {
        opened.add(new CheckedFileWriter(disk, path.resolve(NAMES[i]), FORMATS[i]));
      }
      catalogue = new CatalogueWriter(path.resolve(BlockFiles.CATALOGUE));
    } catch (IOException | RuntimeException e) {
      for (CheckedFileWriter file : opened) {
        file.close();
      }
      throw e;
    }
    lines = opened.removeFirst();
    columns = opened.removeFirst();
    filters = opened.removeFirst();
    pagesFile = opened.removeFirst();
    this.encoder = codecs.encoder();
  }

  /// Begins the next stream.
  public void beginStream(Labels labels) throws IOException {
    endSection();
    ordinal = catalogue.add(labels);
  }

  /// Adds a finished page with rows of the stream alone.
  public void addPage(EncodedPage page, long pageMin, long pageMax) throws IOException {
    long[] section = {ordinal, page.rows(), pageMin, pageMax, page.lineBytes()};
    writePage(page, section, 1);
  }

  /// Adds a row of the stream; times of its rows ascend.
  public void addRow(
      long time, byte[] bytes, int start, int end, @Nullable MetadataColumn metadata, int row)
      throws IOException {
    if (sectionRows == 0) {
      encoder.beginSection();
      sectionMin = time;
    }
    encoder.add(time, bytes, start, end, metadata, row);
    sectionRows++;
    sectionLineBytes += end - start;
    sectionMax = time;
    if (encoder.isFull()) {
      endSection();
      writeGathered();
    }
  }

  private void endSection() {
    if (sectionRows > 0) {
      int at = SECTION_LONGS * gatheredSections;
      if (at == gathered.length) {
        gathered = Arrays.copyOf(gathered, 2 * at);
      }
      gathered[at] = ordinal;
      gathered[at + 1] = sectionRows;
      gathered[at + 2] = sectionMin;
      gathered[at + 3] = sectionMax;
      gathered[at + 4] = sectionLineBytes;
      gatheredSections++;
      sectionRows = 0;
      sectionLineBytes = 0;
    }
  }

  private void writeGathered() throws IOException {
    if (gatheredSections > 0) {
      writePage(encoder.encode(withFilter), gathered, gatheredSections);
      gatheredSections = 0;
    }
  }

  private void writePage(EncodedPage page, long[] pageSections, int count) throws IOException {
    byte[][] parts = {page.lines(), page.times(), page.lengths(), page.metadata(), page.filter()};
    directory.putVarint(page.rows());
    directory.putVarint(page.lineBytes());
    for (byte[] part : parts) {
      directory.putVarint(part.length);
    }
    for (byte[] part : parts) {
      directory.putInt(checksum(part, 0, part.length));
    }
    lines.write(page.lines(), 0, page.lines().length);
    columns.write(page.times(), 0, page.times().length);
    columns.write(page.lengths(), 0, page.lengths().length);
    columns.write(page.metadata(), 0, page.metadata().length);
    filters.write(page.filter(), 0, page.filter().length);
    directory.putVarint(count);
    for (int i = 0; i < SECTION_LONGS * count; i += SECTION_LONGS) {
      long min = pageSections[i + 2];
      long max = pageSections[i + 3];
      directory.putSigned(pageSections[i] - lastOrdinal);
      directory.putVarint(pageSections[i + 1]);
      directory.putSigned(min - lastTime);
      directory.putVarint(max - min);
      directory.putVarint(pageSections[i + 4]);
      lastOrdinal = (int) pageSections[i];
      lastTime = min;
      minTime = Math.min(minTime, min);
      maxTime = Math.max(maxTime, max);
    }
    pages++;
    sections += count;
    entries += page.rows();
    lineBytes += page.lineBytes();
  }

  static int checksum(byte[] bytes, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }

  /// Writes what is left and makes all files durable.
  public void finish() throws IOException {
    endSection();
    writeGathered();
    BytesWriter plain = new BytesWriter(directory.length() + 10);
    plain.putVarint(pages);
    plain.putBytes(directory.array(), 0, directory.length());
    BytesWriter payload = new BytesWriter(directory.length());
    try (Zstd zstd = new Zstd()) {
      PageDirectory.compress(plain, zstd, payload);
    }
    pagesFile.write(payload);
    pagesFile.finish();
    lines.finish();
    columns.finish();
    filters.finish();
    catalogue.finish();
  }

  /// Whether nothing was added.
  public boolean isEmpty() {
    return pages == 0 && encoder.rows() == 0;
  }

  /// Time of the first entry, after [#finish].
  public long minTime() {
    return minTime;
  }

  /// Time of the last entry, after [#finish].
  public long maxTime() {
    return maxTime;
  }

  /// Counts for the meta, after [#finish].
  public Map<String, Long> counts(long sequence) {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put(BlockFiles.STREAMS_COUNT, ordinal + 1L);
    counts.put(BlockFiles.ENTRIES_COUNT, entries);
    counts.put(BlockFiles.LINE_BYTES_COUNT, lineBytes);
    counts.put(BlockFiles.PAGES_COUNT, (long) pages);
    counts.put(BlockFiles.SECTIONS_COUNT, (long) sections);
    counts.put(BlockFiles.SEQUENCE_COUNT, sequence);
    return counts;
  }

  @Override
  public void close() throws IOException {
    codecs.giveBack(encoder);
    try (lines;
        columns;
        filters;
        pagesFile;
        catalogue) {
      directory.clear();
    }
  }
}
