package io.trivet.traces.column;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;
import io.trivet.traces.column.ColumnValues.Texts;
import java.util.Arrays;

/// Writes a column to bytes and back. Format:
///
/// ```text
/// column  = kind, 1 byte (6 = the rows differ, and one byte of kind follows for each row)
///           if the kind is not 6: dense, 1 byte (1 = every row has a value); else a bitmap, 1 bit a row
///           texts strings; texts complex
///           positions of STRING and COMPLEX rows; numbers of INT and BOOL rows (PackedLongs)
///           numbers of DOUBLE rows, 8 bytes each
/// texts   = count varint; length varint each; bytes
/// ```
///
/// The bytes are compressed by the block around them.
public final class ColumnCodec {
  private static final byte MIXED = 6;

  private ColumnCodec() {}

  /// Loops stand in methods of their own, so that each is compiled once and not with all others.
  public static void encode(ColumnValues column, BytesWriter out) {
    int kind = kind(column);
    if (kind == MIXED) {
      out.putByte(MIXED);
      out.putBytes(column.kinds, 0, column.rows);
    } else {
      boolean dense = isDense(column);
      out.putByte(kind);
      out.putByte(dense ? 1 : 0);
      if (!dense) {
        bitmap(column, out);
      }
    }
    texts(column.strings, out);
    texts(column.complex, out);
    long[] scratch = new long[column.rows];
    PackedLongs.encode(scratch, ids(column, scratch), out);
    PackedLongs.encode(scratch, integers(column, scratch), out);
    doubles(column, out);
  }

  /// The kind of all values, or that they differ.
  private static int kind(ColumnValues column) {
    byte kind = ColumnValues.NONE;
    for (int row = 0; row < column.rows; row++) {
      byte k = column.kinds[row];
      if (k != ColumnValues.NONE && k != kind) {
        if (kind != ColumnValues.NONE) {
          return MIXED;
        }
        kind = k;
      }
    }
    return kind;
  }

  private static boolean isDense(ColumnValues column) {
    for (int row = 0; row < column.rows; row++) {
      if (column.kinds[row] == ColumnValues.NONE) {
        return false;
      }
    }
    return true;
  }

  private static void doubles(ColumnValues column, BytesWriter out) {
    for (int row = 0; row < column.rows; row++) {
      if (column.kinds[row] == ColumnValues.DOUBLE) {
        out.putLong(column.integer(row));
      }
    }
  }

  private static void bitmap(ColumnValues column, BytesWriter out) {
    for (int row = 0; row < column.rows; row += 8) {
      int bits = 0;
      for (int i = row; i < Math.min(row + 8, column.rows); i++) {
        bits |= (column.kinds[i] == ColumnValues.NONE ? 0 : 1) << (i - row);
      }
      out.putByte(bits);
    }
  }

  private static int ids(ColumnValues column, long[] into) {
    int count = 0;
    for (int row = 0; row < column.rows; row++) {
      if (hasId(column.kinds[row])) {
        into[count++] = column.ids[row];
      }
    }
    return count;
  }

  private static int integers(ColumnValues column, long[] into) {
    int count = 0;
    for (int row = 0; row < column.rows; row++) {
      if (isInteger(column.kinds[row])) {
        into[count++] = column.integer(row);
      }
    }
    return count;
  }

  private static boolean hasId(byte kind) {
    return kind == ColumnValues.STRING || kind == ColumnValues.COMPLEX;
  }

  private static boolean isInteger(byte kind) {
    return kind == ColumnValues.INT || kind == ColumnValues.BOOL;
  }

  private static void texts(Texts texts, BytesWriter out) {
    out.putVarint(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      out.putVarint(texts.length(i));
    }
    out.putBytes(texts.bytes, 0, texts.starts[texts.size()]);
  }

  /// Reads a column of a known number of rows; what the bytes say is checked against it.
  public static ColumnValues decode(BytesReader in, int rows) {
    byte[] kinds = new byte[rows];
    int kind = in.getByte();
    if (kind == MIXED) {
      in.getBytes(kinds, 0, rows);
    } else if (in.getByte() == 1) {
      Arrays.fill(kinds, (byte) kind);
    } else {
      for (int row = 0; row < rows; row += 8) {
        int bits = in.getByte();
        for (int i = row; i < Math.min(row + 8, rows); i++) {
          kinds[i] = (bits >>> (i - row) & 1) == 1 ? (byte) kind : ColumnValues.NONE;
        }
      }
    }
    Texts strings = texts(in);
    Texts complex = texts(in);
    int[] ids = new int[rows];
    Arrays.fill(ids, -1);
    int idCount = 0;
    int integerCount = 0;
    int doubleCount = 0;
    for (byte k : kinds) {
      idCount += hasId(k) ? 1 : 0;
      integerCount += isInteger(k) ? 1 : 0;
      doubleCount += k == ColumnValues.DOUBLE ? 1 : 0;
    }
    long[] idValues = PackedLongs.decode(in, idCount);
    long[] integers = PackedLongs.decode(in, integerCount);
    long[] numbers = integerCount + doubleCount == 0 ? null : new long[rows];
    int nextId = 0;
    int nextInteger = 0;
    for (int row = 0; row < rows; row++) {
      if (hasId(kinds[row])) {
        ids[row] = (int) idValues[nextId++];
      } else if (numbers != null && isInteger(kinds[row])) {
        numbers[row] = integers[nextInteger++];
      }
    }
    for (int row = 0; numbers != null && row < rows; row++) {
      if (kinds[row] == ColumnValues.DOUBLE) {
        numbers[row] = in.getLong();
      }
    }
    return new ColumnValues(rows, kinds, ids, numbers, strings, complex);
  }

  private static Texts texts(BytesReader in) {
    int count = in.getLength(in.remaining());
    int[] starts = new int[count + 1];
    for (int i = 0; i < count; i++) {
      starts[i + 1] = Math.addExact(starts[i], in.getLength(Integer.MAX_VALUE));
    }
    byte[] bytes = new byte[starts[count]];
    in.getBytes(bytes, 0, bytes.length);
    return new Texts(bytes, starts, count);
  }
}
