package io.trivet.logs.block;

import io.trivet.core.block.BlockMeta;
import io.trivet.core.block.OpenBlock;
import io.trivet.core.codec.Zstd;
import io.trivet.core.disk.CheckedFileReader;
import io.trivet.core.disk.CorruptFileException;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.FileFormat;
import io.trivet.core.index.Catalogue;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.query.QueryContext;
import io.trivet.logs.page.EntryRun;
import io.trivet.logs.page.IdentifierFilter;
import io.trivet.logs.page.PageCodecs;
import io.trivet.logs.page.WantedColumns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.roaringbitmap.IntConsumer;
import org.roaringbitmap.RoaringBitmap;

/// A block open for reading. Safe for use from any thread.
public final class LogBlock implements OpenBlock {
  private static final int MAX_DIRECTORY_BYTES = 1 << 30;

  /// Filters are read in groups of pages about this large.
  private static final int FILTER_GROUP_PAGES = 64;

  private final BlockMeta meta;
  private final BlockCache cache;
  private final PageCodecs codecs;
  private final long number;
  private final Catalogue catalogue;
  private final CheckedFileReader lines;
  private final CheckedFileReader columns;
  private final CheckedFileReader filters;
  private final CheckedFileReader pages;

  /// @throws IOException if the block is damaged or of a newer version
  public LogBlock(Disk disk, Path path, BlockMeta meta, BlockCache cache, PageCodecs codecs)
      throws IOException {
    if (meta.version() != BlockFiles.VERSION || !meta.signal().equals(BlockFiles.SIGNAL)) {
      throw new IOException(
          path + " is a block of " + meta.signal() + ", version " + meta.version());
    }
    this.meta = meta;
    this.cache = cache;
    this.codecs = codecs;
    this.number = cache.newBlock();
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      this.lines = open(disk, path, BlockFiles.LINES, BlockFiles.LINES_FORMAT, opened);
      this.columns = open(disk, path, BlockFiles.COLUMNS, BlockFiles.COLUMNS_FORMAT, opened);
      this.filters = open(disk, path, BlockFiles.FILTERS, BlockFiles.FILTERS_FORMAT, opened);
      this.pages = open(disk, path, BlockFiles.PAGES, BlockFiles.PAGES_FORMAT, opened);
      this.catalogue = new Catalogue(path.resolve(BlockFiles.CATALOGUE));
      opened.add(catalogue);
      directory();
    } catch (IOException | RuntimeException e) {
      closeAll(opened, e);
      throw e;
    }
  }

  private static CheckedFileReader open(
      Disk disk, Path path, String name, FileFormat format, List<AutoCloseable> opened)
      throws IOException {
    CheckedFileReader reader = new CheckedFileReader(disk, path.resolve(name), format);
    opened.add(reader);
    return reader;
  }

  private static void closeAll(List<AutoCloseable> opened, Exception cause) {
    for (AutoCloseable resource : opened) {
      try {
        resource.close();
      } catch (Exception e) {
        cause.addSuppressed(e);
      }
    }
  }

  @Override
  public BlockMeta meta() {
    return meta;
  }

  public Catalogue catalogue() {
    return catalogue;
  }

  public long entries() {
    return meta.count(BlockFiles.ENTRIES_COUNT);
  }

  public long lineBytes() {
    return meta.count(BlockFiles.LINE_BYTES_COUNT);
  }

  PageDirectory directory() throws IOException {
    return cache.get(
        PageDirectory.class,
        number,
        BlockCache.Kind.DIRECTORY,
        0,
        () -> {
          try (Zstd zstd = new Zstd()) {
            return PageDirectory.read(pages.readAll(MAX_DIRECTORY_BYTES), zstd);
          }
        });
  }

  /// Ordinals of the streams which satisfy the matchers and have a section that overlaps the range.
  public RoaringBitmap select(QueryContext context, List<LabelMatcher> matchers, long min, long max)
      throws IOException {
    RoaringBitmap ordinals = catalogue.select(matchers, context);
    if (min > meta.minTime() || max < meta.maxTime()) {
      ordinals.and(withEntries(min, max));
    }
    return ordinals;
  }

  private RoaringBitmap withEntries(long min, long max) throws IOException {
    PageDirectory directory = directory();
    RoaringBitmap found = new RoaringBitmap();
    for (int section = 0; section < directory.sections(); section++) {
      if (directory.minTimes[section] <= max && directory.maxTimes[section] >= min) {
        found.add(directory.ordinals[section]);
      }
    }
    return found;
  }

  /// Adds the sections of a stream which may have entries in the range with all identifiers;
  /// returns how many pages the identifiers let pass over.
  ///
  /// @param keys of [IdentifierFilter#keys]
  public int addRuns(
      int ordinal, long min, long max, long[] keys, WantedColumns wanted, List<EntryRun> into)
      throws IOException {
    PageDirectory directory = directory();
    int skipped = 0;
    int place = directory.firstOf(ordinal);
    for (int section = directory.section(place, ordinal);
        section >= 0;
        section = directory.section(++place, ordinal)) {
      if (directory.minTimes[section] > max || directory.maxTimes[section] < min) {
        continue;
      }
      if (keys.length > 0 && !mayContain(directory, directory.pageOf(section), keys)) {
        skipped++;
      } else {
        into.add(new BlockRun(this, directory, section, wanted));
      }
    }
    return skipped;
  }

  /// Entries, bytes of lines and sections of the streams in the range, by whole sections.
  public long[] volume(RoaringBitmap ordinals, long min, long max) throws IOException {
    PageDirectory directory = directory();
    long[] sum = new long[3];
    IntConsumer add =
        ordinal -> {
          int place = directory.firstOf(ordinal);
          for (int section = directory.section(place, ordinal);
              section >= 0;
              section = directory.section(++place, ordinal)) {
            if (directory.minTimes[section] <= max && directory.maxTimes[section] >= min) {
              sum[0] += directory.sectionRows[section];
              sum[1] += directory.sectionLineBytes[section];
              sum[2]++;
            }
          }
        };
    ordinals.forEach(add);
    return sum;
  }

  private boolean mayContain(PageDirectory directory, int page, long[] keys) throws IOException {
    int length = directory.length(page, PageDirectory.FILTER);
    if (length == 0) {
      return true;
    }
    int first = page - page % FILTER_GROUP_PAGES;
    byte[] group =
        cache.get(
            byte[].class,
            number,
            BlockCache.Kind.FILTERS,
            page / FILTER_GROUP_PAGES,
            () -> readFilters(directory, first));
    int offset =
        (int)
            (directory.position(page, PageDirectory.FILTER)
                - directory.position(first, PageDirectory.FILTER));
    return IdentifierFilter.mayContain(group, offset, length, keys);
  }

  /// The filter of a page; empty if it has none or it is damaged.
  byte[] filter(PageDirectory directory, int page) throws IOException {
    byte[] filter = new byte[directory.length(page, PageDirectory.FILTER)];
    filters.read(directory.position(page, PageDirectory.FILTER), filter, 0, filter.length);
    return BlockWriter.checksum(filter, 0, filter.length)
            == directory.checksum(page, PageDirectory.FILTER)
        ? filter
        : new byte[0];
  }

  /// Filters of a group of pages. One that is damaged is made to say "perhaps" always.
  private byte[] readFilters(PageDirectory directory, int first) throws IOException {
    int end = Math.min(directory.pages, first + FILTER_GROUP_PAGES);
    long start = directory.position(first, PageDirectory.FILTER);
    long last =
        directory.position(end - 1, PageDirectory.FILTER)
            + directory.length(end - 1, PageDirectory.FILTER);
    byte[] group = new byte[(int) (last - start)];
    filters.read(start, group, 0, group.length);
    for (int page = first; page < end; page++) {
      int offset = (int) (directory.position(page, PageDirectory.FILTER) - start);
      int length = directory.length(page, PageDirectory.FILTER);
      if (BlockWriter.checksum(group, offset, length)
          != directory.checksum(page, PageDirectory.FILTER)) {
        Arrays.fill(group, offset, offset + length, (byte) 0xff);
      }
    }
    return group;
  }

  /// Reads the bytes of a column and checks them.
  void readColumn(PageDirectory directory, int page, int column, byte[] into) throws IOException {
    CheckedFileReader file = column == PageDirectory.LINES ? lines : columns;
    int length = directory.length(page, column);
    long position = directory.position(page, column);
    file.read(position, into, 0, length);
    if (BlockWriter.checksum(into, 0, length) != directory.checksum(page, column)) {
      throw new CorruptFileException(file.path(), position, "wrong checksum of a column");
    }
  }

  BlockCache cache() {
    return cache;
  }

  PageCodecs codecs() {
    return codecs;
  }

  long number() {
    return number;
  }

  /// Reads every byte and compares all checksums.
  public void verify() throws IOException {
    lines.verify();
    columns.verify();
    filters.verify();
    pages.verify();
  }

  @Override
  public void close() throws IOException {
    try (lines;
        columns;
        filters;
        pages;
        catalogue) {
      // All of them are closed, whichever fails.
    }
  }
}
