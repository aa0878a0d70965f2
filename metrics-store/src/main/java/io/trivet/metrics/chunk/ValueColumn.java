package io.trivet.metrics.chunk;

import io.trivet.core.codec.BitReader;
import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;
import java.util.Arrays;

/// Float values of a run of samples, kept bit for bit. Owned by one thread.
///
/// ```text
/// column = kind (byte) ...
/// 0 zero      every value is +0.0
/// 1 integer   every value is this number (signed varint)
/// 2 constant  every value is this one (8 bytes)
/// 3 decimals  see DecimalColumn
/// 4 xor       see XorColumn
/// 5 near      see NearDecimals
/// ```
public final class ValueColumn {
  private static final int ZERO = 0;
  private static final int INTEGER = 1;
  private static final int CONSTANT = 2;
  private static final int DECIMALS = 3;
  private static final int XOR = 4;
  private static final int NEAR = 5;

  private final DecimalColumn decimals = new DecimalColumn();
  private final NearDecimals near = new NearDecimals();
  private final BitReader bits = new BitReader();
  private final BytesWriter candidate = new BytesWriter(4096);

  public void write(double[] values, int from, int count, BytesWriter out) {
    if (isConstant(values, from, count)) {
      writeConstant(values[from], out);
      return;
    }
    candidate.clear();
    candidate.putByte(DECIMALS);
    if (!decimals.write(values, from, count, candidate)) {
      candidate.clear();
    } else if (candidate.length() <= 3 * count) {
      // Decimals of few digits always win; only long ones are worth more tries.
      out.putBytes(candidate.array(), 0, candidate.length());
      return;
    }
    int start = out.length();
    out.putByte(XOR);
    XorColumn.write(values, from, count, out);
    replaceByCandidate(out, start);
    candidate.clear();
    candidate.putByte(NEAR);
    if (near.write(values, from, count, decimals, candidate)) {
      replaceByCandidate(out, start);
    }
  }

  private void replaceByCandidate(BytesWriter out, int start) {
    if (candidate.length() > 0 && candidate.length() < out.length() - start) {
      out.truncate(start);
      out.putBytes(candidate.array(), 0, candidate.length());
    }
  }

  private static boolean isConstant(double[] values, int from, int count) {
    long first = Double.doubleToRawLongBits(values[from]);
    for (int i = 1; i < count; i++) {
      if (Double.doubleToRawLongBits(values[from + i]) != first) {
        return false;
      }
    }
    return true;
  }

  private static void writeConstant(double value, BytesWriter out) {
    long raw = Double.doubleToRawLongBits(value);
    if (raw == 0) {
      out.putByte(ZERO);
    } else if (Math.abs(value) < 1L << 53
        && Double.doubleToRawLongBits((double) (long) value) == raw) {
      out.putByte(INTEGER);
      out.putSigned((long) value);
    } else {
      out.putByte(CONSTANT);
      out.putLong(raw);
    }
  }

  /// Reads `count` values into an array.
  public void read(BytesReader in, int count, double[] into, int at) {
    int kind = in.getByte();
    switch (kind) {
      case ZERO -> Arrays.fill(into, at, at + count, 0);
      case INTEGER -> Arrays.fill(into, at, at + count, (double) in.getSigned());
      case CONSTANT -> Arrays.fill(into, at, at + count, in.getDouble());
      case DECIMALS -> decimals.read(in, count, into, at);
      case XOR -> XorColumn.read(in, bits, count, into, at);
      case NEAR -> near.read(in, count, decimals, into, at);
      default -> throw Columns.malformed(in, "unknown kind " + kind + " of values");
    }
  }
}
