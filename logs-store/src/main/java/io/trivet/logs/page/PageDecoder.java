package io.trivet.logs.page;

import io.trivet.core.codec.BitReader;
import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.codec.Zstd;

/// Undoes what [PageEncoder] does, column by column. Every method throws [MalformedBytesException]
/// where bytes cannot have been written by it. Owned by one thread at a time, which closes it.
public final class PageDecoder implements AutoCloseable {
  /// Bound of columns of numbers and metadata, uncompressed.
  private static final int MAX_COLUMN_BYTES = 1 << 30;

  private final Zstd zstd = new Zstd();
  private final BytesReader in = new BytesReader(new byte[0]);
  private final BitReader bits = new BitReader();
  private byte[] input = {};
  private byte[] buffer = new byte[64 * 1024];
  private long[] numbers = new long[1024];

  /// An array for the bytes of a column that is to be decoded next.
  public byte[] input(int length) {
    if (input.length < length) {
      input = new byte[Math.max(length, 64 * 1024)];
    }
    return input;
  }

  /// Leaves a reader of the uncompressed bytes of a small column in [#in].
  private void open(byte[] column, int offset, int length) {
    in.reset(column, offset, length);
    int codec = in.getByte();
    if (codec == PageEncoder.PLAIN) {
      return;
    }
    int size = uncompressedLength(codec);
    if (buffer.length < size) {
      buffer = new byte[size];
    }
    zstd.decompress(column, in.position(), in.remaining(), buffer, 0, size);
    in.reset(buffer, 0, size);
  }

  private int uncompressedLength(int codec) {
    if (codec != PageEncoder.ZSTD) {
      throw new MalformedBytesException(0, "column with codec " + codec);
    }
    // zstd cannot shrink more than about 1:32,000; the bound keeps a damaged length from asking
    // for all memory.
    return in.getLength((int) Math.min(MAX_COLUMN_BYTES, 65_536L * (in.remaining() + 16)));
  }

  /// Times of all rows.
  ///
  /// @param sectionRows rows of each section
  /// @param sectionTimes time of the first row of each section
  public long[] times(
      byte[] column, int offset, int length, int rows, int[] sectionRows, long[] sectionTimes) {
    open(column, offset, length);
    int scale = in.getByte();
    if (scale > 9) {
      throw new MalformedBytesException(offset, "times with scale " + scale);
    }
    long factor = 1;
    for (int i = 0; i < scale; i++) {
      factor *= 10;
    }
    int count = rows - sectionRows.length;
    decodeNumbers(count);
    long[] times = new long[rows];
    int row = 0;
    int next = 0;
    for (int section = 0; section < sectionRows.length; section++) {
      long time = sectionTimes[section];
      times[row++] = time;
      for (int i = 1; i < sectionRows[section]; i++) {
        time += numbers[next++] * factor;
        times[row++] = time;
      }
    }
    return times;
  }

  /// Where each line starts, one more than there are rows.
  public int[] starts(byte[] column, int offset, int length, int rows, int lineBytes) {
    open(column, offset, length);
    decodeNumbers(rows);
    int[] starts = new int[rows + 1];
    long at = 0;
    for (int i = 0; i < rows; i++) {
      at += numbers[i];
      if (at > lineBytes) {
        break;
      }
      starts[i + 1] = (int) at;
    }
    if (at != lineBytes) {
      throw new MalformedBytesException(offset, "lengths do not add up to " + lineBytes);
    }
    return starts;
  }

  private void decodeNumbers(int count) {
    if (numbers.length < count) {
      numbers = new long[Math.max(count, 2 * numbers.length)];
    }
    PackedLongs.decode(in, bits, numbers, count);
  }

  /// Bytes of all lines.
  ///
  /// @param into used for the result if it is long enough
  public byte[] lines(byte[] column, int offset, int length, int lineBytes, byte[] into) {
    in.reset(column, offset, length);
    int codec = in.getByte();
    byte[] target = into.length >= lineBytes ? into : new byte[lineBytes];
    if (codec == PageEncoder.PLAIN) {
      if (in.remaining() != lineBytes) {
        throw new MalformedBytesException(offset, "lines of " + in.remaining() + " bytes");
      }
      in.getBytes(target, 0, lineBytes);
      return target;
    }
    if (uncompressedLength(codec) != lineBytes) {
      throw new MalformedBytesException(offset, "lines of another length than " + lineBytes);
    }
    zstd.decompress(column, in.position(), in.remaining(), target, 0, lineBytes);
    return target;
  }

  /// Metadata of all rows. See [MetadataEncoder] for the format.
  public MetadataColumn metadata(byte[] column, int offset, int length, int rows) {
    open(column, offset, length);
    byte[] bytes = new byte[in.remaining()];
    in.getBytes(bytes, 0, bytes.length);
    in.reset(bytes, 0, bytes.length);
    int names = in.getLength(in.remaining());
    int[] name = new int[2 * names];
    for (int i = 0; i < names; i++) {
      int size = in.getLength(in.remaining());
      name[2 * i] = in.skip(size);
      name[2 * i + 1] = size;
    }
    int values = in.getLength(in.remaining());
    int[] dictionary = new int[4 * values];
    long valueBytes = 0;
    for (int i = 0; i < values; i++) {
      int n = in.getLength(names - 1);
      dictionary[4 * i] = name[2 * n];
      dictionary[4 * i + 1] = name[2 * n + 1];
      dictionary[4 * i + 3] = in.getLength(in.remaining());
      valueBytes += dictionary[4 * i + 3];
    }
    int at = in.skip((int) Math.min(Integer.MAX_VALUE, valueBytes));
    for (int i = 0; i < values; i++) {
      dictionary[4 * i + 2] = at;
      at += dictionary[4 * i + 3];
    }
    return rows(bytes, dictionary, rows);
  }

  private MetadataColumn rows(byte[] bytes, int[] dictionary, int rows) {
    int[] starts = new int[rows + 1];
    int[] pairs = new int[Math.max(4, dictionary.length)];
    int count = 0;
    int unused = 0;
    for (int row = 0; row < rows; row++) {
      int more = in.getLength(in.remaining());
      for (int i = 0; i < more; i++) {
        int code = in.getLength(dictionary.length / 4);
        int pair = code == 0 ? unused++ : code - 1;
        if (pair >= dictionary.length / 4) {
          throw new MalformedBytesException(in.position(), "pair " + pair);
        }
        if (4 * count == pairs.length) {
          pairs = java.util.Arrays.copyOf(pairs, 2 * pairs.length);
        }
        System.arraycopy(dictionary, 4 * pair, pairs, 4 * count, 4);
        count++;
      }
      starts[row + 1] = count;
    }
    return new MetadataColumn(starts, pairs, bytes);
  }

  @Override
  public void close() {
    zstd.close();
  }
}
