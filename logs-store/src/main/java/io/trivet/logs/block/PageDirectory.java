package io.trivet.logs.block;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;
import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.codec.Zstd;
import java.util.Arrays;
import java.util.stream.IntStream;

/// The pages of a block and the sections in them, in arrays. Never changed; safe for use from any
/// thread. The format is specified in the package.
final class PageDirectory {
  /// Columns in the order of their checksums.
  static final int LINES = 0;

  static final int TIMES = 1;
  static final int LENGTHS = 2;
  static final int METADATA = 3;
  static final int FILTER = 4;
  static final int COLUMNS = 5;

  private static final int MAX_BYTES = 1 << 30;

  final int pages;
  final int[] rows;
  final int[] lineBytes;

  /// Position and length of column `c` of page `p` in its file at `COLUMNS * p + c`.
  private final long[] positions;

  private final int[] lengths;
  private final int[] checksums;

  /// First section of each page, and at the end the number of all.
  final int[] firstSection;

  final int[] ordinals;
  final int[] firstRow;
  final int[] sectionRows;
  final long[] minTimes;
  final long[] maxTimes;
  final int[] sectionLineBytes;
  private final int[] sectionPage;

  /// Sections by ordinal; those of one ordinal in the order of the file.
  private final int[] byOrdinal;

  private PageDirectory(BytesReader in) {
    pages = in.getLength(in.remaining());
    rows = new int[pages];
    lineBytes = new int[pages];
    positions = new long[COLUMNS * pages];
    lengths = new int[COLUMNS * pages];
    checksums = new int[COLUMNS * pages];
    firstSection = new int[pages + 1];
    Sections sections = new Sections();
    long linesAt = 0;
    long columnsAt = 0;
    long filtersAt = 0;
    for (int page = 0; page < pages; page++) {
      rows[page] = in.getLength(MAX_BYTES);
      lineBytes[page] = in.getLength(MAX_BYTES);
      for (int column = 0; column < COLUMNS; column++) {
        lengths[COLUMNS * page + column] = in.getLength(MAX_BYTES);
      }
      positions[COLUMNS * page + LINES] = linesAt;
      linesAt += lengths[COLUMNS * page + LINES];
      for (int column = TIMES; column <= METADATA; column++) {
        positions[COLUMNS * page + column] = columnsAt;
        columnsAt += lengths[COLUMNS * page + column];
      }
      positions[COLUMNS * page + FILTER] = filtersAt;
      filtersAt += lengths[COLUMNS * page + FILTER];
      for (int column = 0; column < COLUMNS; column++) {
        checksums[COLUMNS * page + column] = in.getInt();
      }
      firstSection[page] = sections.size;
      sections.read(in, page, rows[page], lineBytes[page]);
    }
    firstSection[pages] = sections.size;
    ordinals = Arrays.copyOf(sections.ordinals, sections.size);
    firstRow = Arrays.copyOf(sections.firstRow, sections.size);
    sectionRows = Arrays.copyOf(sections.rows, sections.size);
    minTimes = Arrays.copyOf(sections.minTimes, sections.size);
    maxTimes = Arrays.copyOf(sections.maxTimes, sections.size);
    sectionLineBytes = Arrays.copyOf(sections.lineBytes, sections.size);
    sectionPage = Arrays.copyOf(sections.page, sections.size);
    byOrdinal =
        IntStream.range(0, ordinals.length)
            .mapToLong(section -> (long) ordinals[section] << 32 | section)
            .sorted()
            .mapToInt(key -> (int) key)
            .toArray();
  }

  /// Sections while they are read.
  private static final class Sections {
    int size;
    int[] ordinals = new int[64];
    int[] firstRow = new int[64];
    int[] rows = new int[64];
    long[] minTimes = new long[64];
    long[] maxTimes = new long[64];
    int[] lineBytes = new int[64];
    int[] page = new int[64];
    private int ordinal;
    private long time;

    void read(BytesReader in, int pageNumber, int pageRows, int pageLineBytes) {
      int count = in.getLength(in.remaining());
      long rowSum = 0;
      long byteSum = 0;
      for (int i = 0; i < count; i++) {
        if (size == ordinals.length) {
          grow();
        }
        ordinal += (int) in.getSigned();
        ordinals[size] = ordinal;
        firstRow[size] = (int) rowSum;
        rows[size] = in.getLength(pageRows);
        rowSum += rows[size];
        time += in.getSigned();
        minTimes[size] = time;
        maxTimes[size] = time + in.getVarint();
        lineBytes[size] = in.getLength(pageLineBytes);
        byteSum += lineBytes[size];
        page[size] = pageNumber;
        if (ordinal < 0 || rows[size] == 0 || maxTimes[size] < time) {
          throw new MalformedBytesException(in.position(), "section of page " + pageNumber);
        }
        size++;
      }
      if (rowSum != pageRows || byteSum != pageLineBytes) {
        throw new MalformedBytesException(
            in.position(), "sections do not add up to page " + pageNumber);
      }
    }

    private void grow() {
      int capacity = 2 * size;
      ordinals = Arrays.copyOf(ordinals, capacity);
      firstRow = Arrays.copyOf(firstRow, capacity);
      rows = Arrays.copyOf(rows, capacity);
      minTimes = Arrays.copyOf(minTimes, capacity);
      maxTimes = Arrays.copyOf(maxTimes, capacity);
      lineBytes = Arrays.copyOf(lineBytes, capacity);
      page = Arrays.copyOf(page, capacity);
    }
  }

  /// @throws MalformedBytesException if the payload is no directory
  static PageDirectory read(byte[] payload, Zstd zstd) {
    int size = new BytesReader(payload).getInt();
    if (size < 0 || size > MAX_BYTES) {
      throw new MalformedBytesException(0, "page directory of " + size + " bytes");
    }
    byte[] plain = new byte[size];
    zstd.decompress(payload, 4, payload.length - 4, plain, 0, size);
    return new PageDirectory(new BytesReader(plain));
  }

  static void compress(BytesWriter plain, Zstd zstd, BytesWriter out) {
    out.putInt(plain.length());
    zstd.compress(plain.array(), 0, plain.length(), out);
  }

  int sections() {
    return ordinals.length;
  }

  int pageOf(int section) {
    return sectionPage[section];
  }

  int sectionsOf(int page) {
    return firstSection[page + 1] - firstSection[page];
  }

  long position(int page, int column) {
    return positions[COLUMNS * page + column];
  }

  int length(int page, int column) {
    return lengths[COLUMNS * page + column];
  }

  int checksum(int page, int column) {
    return checksums[COLUMNS * page + column];
  }

  /// Place in the order of ordinals where the sections of an ordinal begin; see [#section].
  int firstOf(int ordinal) {
    int low = 0;
    int high = byOrdinal.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ordinals[byOrdinal[middle]] < ordinal) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Section at a place in the order of ordinals, -1 if it is not of the ordinal.
  int section(int place, int ordinal) {
    return place < byOrdinal.length && ordinals[byOrdinal[place]] == ordinal
        ? byOrdinal[place]
        : -1;
  }

  /// Heap bytes, about.
  int heapBytes() {
    return pages * (8 + 4 + COLUMNS * 16) + ordinals.length * 40 + 256;
  }
}
