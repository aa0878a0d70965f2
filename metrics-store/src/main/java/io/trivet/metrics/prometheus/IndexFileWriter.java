package io.trivet.metrics.prometheus;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.disk.Disk;
import io.trivet.core.label.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/// Writes the index of a Prometheus block, version 2. Memory: the symbols, and 8 bytes for each
/// label of each series. Owned by one thread.
///
/// Label indices, which newer versions of Prometheus neither write nor read, are left out.
///
/// Source: `tsdb/docs/format/index.md` of Prometheus.
final class IndexFileWriter implements AutoCloseable {
  private static final int LIST_ALIGNMENT = 4;
  private static final long MAX_SERIES_POSITION = IndexFile.SERIES_ALIGNMENT * 0xffffffffL;

  private final FileOutput file;
  private final Map<String, Integer> symbols = new HashMap<>();
  private final List<String> texts = new ArrayList<>();
  private final BytesWriter bytes = new BytesWriter(1024);
  private final BytesWriter length = new BytesWriter(16);
  private final long symbolsAt;
  private final long seriesAt;
  private Labels last = Labels.EMPTY;

  /// By symbol of a label name: symbol of the value (high) and ordinal of the series (low).
  private final Map<Integer, LongList> labels = new HashMap<>();

  /// Numbers of the series by ordinal.
  private int[] references = new int[1024];

  private int series;

  /// A growing list of numbers.
  private static final class LongList {
    private long[] values = new long[16];
    private int size;

    void add(long value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }
  }

  /// @param sortedSymbols all names and values of labels, in the order of [Labels#compareText]
  IndexFileWriter(Disk disk, Path path, SortedSet<String> sortedSymbols) throws IOException {
    this.file = new FileOutput(disk, path);
    file.writeInt(IndexFile.MAGIC);
    file.write(new byte[] {IndexFile.VERSION}, 0, 1);
    symbolsAt = file.position();
    file.writeInt(0);
    file.beginChecksum();
    file.writeInt(sortedSymbols.size());
    for (String text : sortedSymbols) {
      bytes.clear();
      bytes.putString(text);
      file.write(bytes);
      symbols.put(text, texts.size());
      texts.add(text);
    }
    long end = file.position();
    file.writeChecksum();
    setLength(symbolsAt, end);
    file.align(IndexFile.SERIES_ALIGNMENT);
    seriesAt = file.position();
  }

  /// Writes the length of a section at its beginning.
  private void setLength(long position, long end) throws IOException {
    long size = end - position - 4;
    if (size > 0xffffffffL) {
      throw new IOException("a section of the index would have " + size + " bytes");
    }
    file.setInt(position, (int) size);
  }

  private int symbol(String text) {
    Integer number = symbols.get(text);
    if (number == null) {
      throw new IllegalStateException("no symbol for " + text);
    }
    return number;
  }

  /// Begins the next series, in the order of [Labels#compareTo], with the number of its chunks.
  void beginSeries(Labels of, int chunks) {
    if (series > 0 && last.compareTo(of) >= 0) {
      throw new IllegalStateException(of + " comes after " + last);
    }
    last = of;
    bytes.clear();
    bytes.putVarint(of.size());
    for (int i = 0; i < of.size(); i++) {
      int name = symbol(of.name(i));
      int value = symbol(of.value(i));
      bytes.putVarint(name);
      bytes.putVarint(value);
      labels.computeIfAbsent(name, k -> new LongList()).add((long) value << 32 | series);
    }
    bytes.putVarint(chunks);
  }

  /// Adds a chunk to the series.
  ///
  /// @param before time at which the chunk before it ends, of the same series; 0 without one
  /// @param referenceBefore number of that chunk; 0 without one
  void chunk(boolean first, long min, long max, long before, long reference, long referenceBefore) {
    if (first) {
      bytes.putSigned(min);
    } else {
      bytes.putVarint(min - before);
    }
    bytes.putVarint(max - min);
    if (first) {
      bytes.putVarint(reference);
    } else {
      bytes.putSigned(reference - referenceBefore);
    }
  }

  void endSeries() throws IOException {
    file.align(IndexFile.SERIES_ALIGNMENT);
    if (file.position() > MAX_SERIES_POSITION) {
      throw new IOException("the series of one block would need more than 64 GiB");
    }
    if (series == references.length) {
      references = Arrays.copyOf(references, 2 * series);
    }
    references[series++] = (int) (file.position() / IndexFile.SERIES_ALIGNMENT);
    length.clear();
    length.putVarint(bytes.length());
    file.write(length);
    file.beginChecksum();
    file.write(bytes);
    file.writeChecksum();
  }

  int seriesCount() {
    return series;
  }

  /// Writes what is behind the series and makes the file durable.
  void finish() throws IOException {
    file.align(LIST_ALIGNMENT);
    long postingsAt = file.position();
    int[] names = labels.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    writeList(null, 0, series);
    int lists = 1;
    for (int name : names) {
      LongList pairs = pairs(name);
      for (int from = 0; from < pairs.size; ) {
        int to = endOfValue(pairs, from);
        writeList(pairs, from, to);
        lists++;
        from = to;
      }
    }
    long tableAt = file.position();
    writeTable(names, lists, postingsAt);
    file.beginChecksum();
    for (long section : new long[] {symbolsAt, seriesAt, 0, 0, postingsAt, tableAt}) {
      file.writeInt((int) (section >>> 32));
      file.writeInt((int) section);
    }
    file.writeChecksum();
    file.finish();
  }

  private LongList pairs(int name) {
    LongList pairs = labels.get(name);
    if (pairs == null) {
      throw new IllegalStateException("no series with " + texts.get(name));
    }
    Arrays.sort(pairs.values, 0, pairs.size);
    return pairs;
  }

  private static int endOfValue(LongList pairs, int from) {
    long value = pairs.values[from] >>> 32;
    int to = from + 1;
    while (to < pairs.size && pairs.values[to] >>> 32 == value) {
      to++;
    }
    return to;
  }

  /// Writes the numbers of the series of some pairs, or of all series.
  private void writeList(@org.jspecify.annotations.Nullable LongList pairs, int from, int to)
      throws IOException {
    file.writeInt(4 * (to - from) + 4);
    file.beginChecksum();
    file.writeInt(to - from);
    for (int i = from; i < to; i++) {
      file.writeInt(references[pairs == null ? i : (int) pairs.values[i]]);
    }
    file.writeChecksum();
  }

  /// Writes where each list is: one after the other from `postingsAt` on.
  private void writeTable(int[] names, int lists, long postingsAt) throws IOException {
    long at = file.position();
    file.writeInt(0);
    file.beginChecksum();
    file.writeInt(lists);
    writeEntry("", "", postingsAt);
    long list = postingsAt + 12 + 4L * series;
    for (int name : names) {
      LongList pairs = pairs(name);
      for (int from = 0; from < pairs.size; ) {
        int to = endOfValue(pairs, from);
        writeEntry(texts.get(name), texts.get((int) (pairs.values[from] >>> 32)), list);
        list += 12 + 4L * (to - from);
        from = to;
      }
    }
    long end = file.position();
    file.writeChecksum();
    setLength(at, end);
  }

  private void writeEntry(String name, String value, long list) throws IOException {
    bytes.clear();
    bytes.putByte(2);
    bytes.putString(name);
    bytes.putString(value);
    bytes.putVarint(list);
    file.write(bytes);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
