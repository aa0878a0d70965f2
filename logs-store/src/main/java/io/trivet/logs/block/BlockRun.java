package io.trivet.logs.block;

import io.trivet.logs.page.EncodedPage;
import io.trivet.logs.page.EntryRun;
import io.trivet.logs.page.MetadataColumn;
import io.trivet.logs.page.PageDecoder;
import io.trivet.logs.page.WantedColumns;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A section of a page of a block.
public final class BlockRun implements EntryRun {
  private final LogBlock block;
  private final PageDirectory directory;
  private final int section;
  private final int page;
  private final WantedColumns wanted;
  private long @Nullable [] times;
  private int @Nullable [] starts;
  private byte @Nullable [] lines;
  private @Nullable MetadataColumn metadata;

  BlockRun(LogBlock block, PageDirectory directory, int section, WantedColumns wanted) {
    this.block = block;
    this.directory = directory;
    this.section = section;
    this.page = directory.pageOf(section);
    this.wanted = wanted;
  }

  @Override
  public void open() throws IOException {
    times();
    if (wanted != WantedColumns.TIMES) {
      starts();
    }
    if (wanted == WantedColumns.ALL) {
      lines();
      metadata();
    }
  }

  @Override
  public int rows() {
    return directory.sectionRows[section];
  }

  @Override
  public long minTime() {
    return directory.minTimes[section];
  }

  @Override
  public long maxTime() {
    return directory.maxTimes[section];
  }

  @Override
  public int offset() {
    return directory.firstRow[section];
  }

  @Override
  public long[] times() throws IOException {
    long[] known = times;
    if (known == null) {
      known =
          block
              .cache()
              .get(long[].class, block.number(), BlockCache.Kind.TIMES, page, this::decodeTimes);
      times = known;
    }
    return known;
  }

  private long[] decodeTimes() throws IOException {
    int first = directory.firstSection[page];
    int end = directory.firstSection[page + 1];
    int[] rows = Arrays.copyOfRange(directory.sectionRows, first, end);
    long[] mins = Arrays.copyOfRange(directory.minTimes, first, end);
    return decode(
        PageDirectory.TIMES,
        (decoder, column, length) ->
            decoder.times(column, 0, length, directory.rows[page], rows, mins));
  }

  @Override
  public int[] starts() throws IOException {
    int[] known = starts;
    if (known == null) {
      known =
          block
              .cache()
              .get(
                  int[].class,
                  block.number(),
                  BlockCache.Kind.STARTS,
                  page,
                  () ->
                      decode(
                          PageDirectory.LENGTHS,
                          (decoder, column, length) ->
                              decoder.starts(
                                  column,
                                  0,
                                  length,
                                  directory.rows[page],
                                  directory.lineBytes[page])));
      starts = known;
    }
    return known;
  }

  @Override
  public byte[] lines() throws IOException {
    byte[] known = lines;
    if (known == null) {
      known =
          directory.sectionsOf(page) == 1
              ? decodeLines()
              : block
                  .cache()
                  .get(
                      byte[].class, block.number(), BlockCache.Kind.LINES, page, this::decodeLines);
      lines = known;
    }
    return known;
  }

  private byte[] decodeLines() throws IOException {
    byte[] target = new byte[directory.lineBytes[page]];
    return decode(
        PageDirectory.LINES,
        (decoder, column, length) ->
            decoder.lines(column, 0, length, directory.lineBytes[page], target));
  }

  @Override
  public @Nullable MetadataColumn metadata() throws IOException {
    if (metadata == null && directory.length(page, PageDirectory.METADATA) > 0) {
      metadata =
          block
              .cache()
              .get(
                  MetadataColumn.class,
                  block.number(),
                  BlockCache.Kind.METADATA,
                  page,
                  () ->
                      decode(
                          PageDirectory.METADATA,
                          (decoder, column, length) ->
                              decoder.metadata(column, 0, length, directory.rows[page])));
    }
    return metadata;
  }

  private interface Decoding<T> {
    T apply(PageDecoder decoder, byte[] column, int length);
  }

  private <T> T decode(int column, Decoding<T> decoding) throws IOException {
    PageDecoder decoder = block.codecs().decoder();
    try {
      int length = directory.length(page, column);
      byte[] bytes = decoder.input(length);
      block.readColumn(directory, page, column, bytes);
      return decoding.apply(decoder, bytes, length);
    } finally {
      block.codecs().giveBack(decoder);
    }
  }

  /// Whether the page belongs to the stream alone.
  public boolean isWholePage() {
    return directory.sectionsOf(page) == 1;
  }

  /// The page as it stands in the file.
  public EncodedPage encoded() throws IOException {
    byte[][] columns = new byte[PageDirectory.FILTER][];
    for (int column = 0; column < columns.length; column++) {
      columns[column] = new byte[directory.length(page, column)];
      block.readColumn(directory, page, column, columns[column]);
    }
    return new EncodedPage(
        directory.rows[page],
        directory.lineBytes[page],
        columns[PageDirectory.TIMES],
        columns[PageDirectory.LENGTHS],
        columns[PageDirectory.METADATA],
        columns[PageDirectory.LINES],
        block.filter(directory, page));
  }
}
