package io.trivet.metrics.prometheus;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.disk.CorruptFileException;
import io.trivet.core.disk.Disk;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/// The index of a Prometheus block, version 2: which series it has and where their chunks are.
/// Memory: the symbols, and one number for each series of the metric at hand. Owned by one thread.
///
/// Source: `tsdb/docs/format/index.md` of Prometheus.
final class IndexFile implements AutoCloseable {
  static final int MAGIC = 0xBAAAD700;
  static final int VERSION = 2;
  static final int HEADER_BYTES = 5;
  static final int TOC_BYTES = 6 * 8 + 4;
  static final int SERIES_ALIGNMENT = 16;
  private static final int MAX_SYMBOL_BYTES = 1 << 30;
  private static final int MAX_TABLE_BYTES = 1 << 30;
  private static final int MAX_SERIES_BYTES = 256 << 20;
  private static final int CACHED_SYMBOLS = 1 << 16;

  private final Path path;
  private final FileWindow file;
  private final byte[] symbols;
  private final int[] symbolOffsets;
  private final String[] cachedTexts = new String[CACHED_SYMBOLS];
  private final int[] cachedSymbols = new int[CACHED_SYMBOLS];
  private final List<Postings> metrics = new ArrayList<>();
  private Postings all = new Postings("", 0);
  private final LabelsBuilder labels = new LabelsBuilder();

  /// Where the numbers of the series with one metric name are listed.
  private record Postings(String metric, long offset) {}

  /// One series as it stands in the index; reused.
  static final class Series {
    long reference;
    Labels labels = Labels.EMPTY;
    int chunks;
    long[] minTimes = new long[16];
    long[] maxTimes = new long[16];
    long[] chunkReferences = new long[16];

    private void grow() {
      if (chunks == minTimes.length) {
        minTimes = Arrays.copyOf(minTimes, 2 * chunks);
        maxTimes = Arrays.copyOf(maxTimes, 2 * chunks);
        chunkReferences = Arrays.copyOf(chunkReferences, 2 * chunks);
      }
    }
  }

  /// Takes the numbers of series.
  interface SeriesConsumer {
    void accept(long reference) throws IOException;
  }

  IndexFile(Disk disk, Path path) throws IOException {
    this.path = path;
    this.file = new FileWindow(disk, path);
    try {
      checkHeader();
      long toc = file.length() - TOC_BYTES;
      if (toc < HEADER_BYTES) {
        throw file.corrupt(0, "an index of " + file.length() + " bytes");
      }
      file.verify(toc, TOC_BYTES - 4, "the table of contents");
      long symbolTable = file.getLong(toc);
      long postingsTable = file.getLong(toc + 40);
      if (symbolTable == 0 || postingsTable == 0) {
        this.symbols = new byte[0];
        this.symbolOffsets = new int[0];
      } else {
        this.symbols = section(symbolTable, MAX_SYMBOL_BYTES, "the symbol table");
        this.symbolOffsets = symbolOffsets(symbolTable);
        readPostingsTable(postingsTable);
      }
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void checkHeader() throws IOException {
    if (file.getInt(0) != MAGIC) {
      throw file.corrupt(0, "not an index of Prometheus");
    }
    int version = file.getByte(4);
    if (version != VERSION) {
      throw new IOException(
          path
              + " is of version "
              + version
              + ", only version "
              + VERSION
              + " is understood; version 1 was last written by Prometheus 2.0");
    }
  }

  /// The content of a section that begins with its length and ends with a checksum.
  private byte[] section(long position, int max, String what) throws IOException {
    long length = file.getInt(position) & 0xffffffffL;
    if (length > max) {
      throw new IOException(
          path + ": " + what + " of " + length + " bytes, more than " + max + " are not read");
    }
    file.verify(position + 4, (int) length, what);
    int at = file.load(position + 4, (int) length);
    return Arrays.copyOfRange(file.bytes(), at, at + (int) length);
  }

  private int[] symbolOffsets(long position) throws IOException {
    BytesReader in = new BytesReader(symbols);
    try {
      int count = Integer.reverseBytes(in.getInt());
      if (count < 0 || count > in.remaining()) {
        throw file.corrupt(position + 4, count + " symbols in " + symbols.length + " bytes");
      }
      int[] offsets = new int[count];
      for (int i = 0; i < count; i++) {
        offsets[i] = in.position();
        in.skip(in.getLength(in.remaining()));
      }
      return offsets;
    } catch (MalformedBytesException e) {
      throw file.corrupt(position + 4 + e.position(), "symbol table: " + e.reason());
    }
  }

  /// Finds the lists of all series and of those of each metric name.
  private void readPostingsTable(long position) throws IOException {
    byte[] table = section(position, MAX_TABLE_BYTES, "the table of postings");
    BytesReader in = new BytesReader(table);
    try {
      long count = Integer.reverseBytes(in.getInt()) & 0xffffffffL;
      for (long i = 0; i < count; i++) {
        int keys = in.getByte();
        if (keys != 2) {
          throw file.corrupt(position + 4 + in.position(), keys + " texts in an entry");
        }
        int nameLength = in.getLength(in.remaining());
        int name = in.skip(nameLength);
        int valueLength = in.getLength(in.remaining());
        int value = in.skip(valueLength);
        long offset = in.getVarint();
        if (nameLength == 0) {
          all = new Postings("", offset);
        } else if (is(table, name, nameLength, Labels.METRIC_NAME)) {
          metrics.add(
              new Postings(new String(table, value, valueLength, StandardCharsets.UTF_8), offset));
        }
      }
    } catch (MalformedBytesException e) {
      throw file.corrupt(position + 4 + e.position(), "table of postings: " + e.reason());
    }
    metrics.sort((a, b) -> Labels.compareText(a.metric(), b.metric()));
  }

  private static boolean is(byte[] bytes, int offset, int length, String ascii) {
    if (length != ascii.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[offset + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// Calls for every series, ordered by metric name first: those without one, then metric by
  /// metric.
  void forEachSeries(SeriesConsumer consumer) throws IOException {
    if (all.offset() == 0) {
      return;
    }
    long named = 0;
    for (Postings metric : metrics) {
      named += count(metric.offset());
    }
    if (named != count(all.offset())) {
      RoaringBitmap known = new RoaringBitmap();
      for (Postings metric : metrics) {
        forEach(metric.offset(), reference -> known.add((int) reference));
      }
      forEach(
          all.offset(),
          reference -> {
            if (!known.contains((int) reference)) {
              consumer.accept(reference);
            }
          });
    }
    for (Postings metric : metrics) {
      forEach(metric.offset(), consumer);
    }
  }

  /// Number of series.
  long seriesCount() throws IOException {
    return all.offset() == 0 ? 0 : count(all.offset());
  }

  private long count(long postings) throws IOException {
    long count = file.getInt(postings + 4) & 0xffffffffL;
    if (4 * count + 4 != (file.getInt(postings) & 0xffffffffL)) {
      throw file.corrupt(postings, "a list of " + count + " series in as many bytes");
    }
    return count;
  }

  private void forEach(long postings, SeriesConsumer consumer) throws IOException {
    long wanted = count(postings);
    if (wanted > MAX_TABLE_BYTES / 4) {
      throw new IOException(path + ": " + wanted + " series in one list are not read");
    }
    int count = (int) wanted;
    file.verify(postings + 4, 4 * count + 4, "a list of series");
    int at = file.load(postings + 8, 4 * count);
    byte[] list = Arrays.copyOfRange(file.bytes(), at, at + 4 * count);
    long before = -1;
    BytesReader in = new BytesReader(list);
    for (int i = 0; i < count; i++) {
      long reference = Integer.reverseBytes(in.getInt()) & 0xffffffffL;
      if (reference <= before) {
        throw file.corrupt(postings + 8 + 4L * i, "a list of series that does not ascend");
      }
      before = reference;
      consumer.accept(reference);
    }
  }

  /// Reads a series.
  void read(long reference, Series into) throws IOException {
    long position = reference * SERIES_ALIGNMENT;
    int length = file.getLength(position, MAX_SERIES_BYTES);
    long content = position + FileWindow.varintBytes(length);
    file.verify(content, length, "a series");
    int at = file.load(content, length);
    BytesReader in = new BytesReader(file.bytes(), at, length);
    try {
      into.reference = reference;
      into.labels = labels(in);
      into.chunks = 0;
      int chunks = in.getLength(in.remaining());
      long time = 0;
      long chunk = 0;
      for (int i = 0; i < chunks; i++) {
        into.grow();
        time = i == 0 ? in.getSigned() : time + in.getVarint();
        into.minTimes[i] = time;
        time += in.getVarint();
        into.maxTimes[i] = time;
        chunk = i == 0 ? in.getVarint() : chunk + in.getSigned();
        into.chunkReferences[i] = chunk;
        into.chunks++;
      }
    } catch (MalformedBytesException e) {
      throw file.corrupt(content, "a series: " + e.reason());
    }
  }

  private Labels labels(BytesReader in) throws IOException {
    labels.reset(Labels.EMPTY);
    int count = in.getLength(in.remaining());
    for (int i = 0; i < count; i++) {
      String name = symbol(in);
      labels.set(name, symbol(in));
    }
    return labels.build();
  }

  private String symbol(BytesReader in) throws IOException {
    int number = in.getLength(Integer.MAX_VALUE);
    if (number >= symbolOffsets.length) {
      throw new MalformedBytesException(
          in.position(), "symbol " + number + " of " + symbolOffsets.length);
    }
    int slot = number & CACHED_SYMBOLS - 1;
    String text = cachedTexts[slot];
    if (text == null || cachedSymbols[slot] != number) {
      int offset = symbolOffsets[number];
      BytesReader one = new BytesReader(symbols, offset, symbols.length - offset);
      text = one.getString();
      cachedTexts[slot] = text;
      cachedSymbols[slot] = number;
    }
    return text;
  }

  CorruptFileException corrupt(long reference, String problem) {
    return file.corrupt(reference * SERIES_ALIGNMENT, problem);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
