package io.trivet.metrics.prometheus;

import com.github.luben.zstd.Zstd;
import io.trivet.core.codec.BytesWriter;
import io.trivet.core.label.Labels;
import io.trivet.metrics.histogram.NativeHistogram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.xerial.snappy.Snappy;

/// Makes segments of a write-ahead log, after the description of their format.
final class WalBytes {
  private static final int PAGE = 32 * 1024;

  /// How records are compressed.
  enum Packing {
    NONE,
    SNAPPY,
    ZSTD
  }

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Packing packing;

  WalBytes(Packing packing) {
    this.packing = packing;
  }

  private static void bigEndian(BytesWriter to, long value) {
    to.putLong(Long.reverseBytes(value));
  }

  private static void labels(BytesWriter to, Labels labels) {
    to.putVarint(labels.size());
    labels.forEach((name, value) -> {
      to.putString(name);
      to.putString(value);
    });
  }

  WalBytes series(long number, Labels labels) throws IOException {
    BytesWriter record = new BytesWriter();
    record.putByte(1);
    bigEndian(record, number);
    labels(record, labels);
    return record(record);
  }

  /// A record of samples, all of one series.
  WalBytes samples(long number, long firstTime, long step, double... values) throws IOException {
    BytesWriter record = new BytesWriter();
    record.putByte(2);
    bigEndian(record, 5);
    bigEndian(record, firstTime);
    for (int i = 0; i < values.length; i++) {
      record.putSigned(number - 5);
      record.putSigned(i * step);
      bigEndian(record, Double.doubleToRawLongBits(values[i]));
    }
    return record(record);
  }

  WalBytes deleted(long number, long min, long max) throws IOException {
    BytesWriter record = new BytesWriter();
    record.putByte(3);
    bigEndian(record, number);
    record.putSigned(min);
    record.putSigned(max);
    return record(record);
  }

  WalBytes exemplar(long number, long time, double value, Labels labels) throws IOException {
    BytesWriter record = new BytesWriter();
    record.putByte(4);
    bigEndian(record, number);
    bigEndian(record, time);
    record.putSigned(0);
    record.putSigned(0);
    bigEndian(record, Double.doubleToRawLongBits(value));
    labels(record, labels);
    return record(record);
  }

  WalBytes histogram(long number, long time, NativeHistogram h) throws IOException {
    BytesWriter record = new BytesWriter();
    record.putByte(h.isInteger ? 7 : 8);
    bigEndian(record, number);
    bigEndian(record, time);
    record.putSigned(0);
    record.putSigned(0);
    record.putByte(h.resetHint == NativeHistogram.ResetHint.GAUGE ? 3 : 0);
    record.putSigned(h.schema);
    bigEndian(record, Double.doubleToRawLongBits(h.zeroThreshold));
    count(record, h, h.zeroCount);
    count(record, h, h.count);
    bigEndian(record, Double.doubleToRawLongBits(h.sum));
    for (int[] spans : new int[][] {h.positiveSpans, h.negativeSpans}) {
      record.putVarint(spans.length / 2);
      for (int i = 0; i < spans.length; i += 2) {
        record.putSigned(spans[i]);
        record.putVarint(spans[i + 1]);
      }
    }
    for (double[] buckets : new double[][] {h.positiveBuckets, h.negativeBuckets}) {
      record.putVarint(buckets.length);
      double before = 0;
      for (double bucket : buckets) {
        if (h.isInteger) {
          record.putSigned((long) (bucket - before));
          before = bucket;
        } else {
          bigEndian(record, Double.doubleToRawLongBits(bucket));
        }
      }
    }
    return record(record);
  }

  private static void count(BytesWriter record, NativeHistogram h, double count) {
    if (h.isInteger) {
      record.putVarint((long) count);
    } else {
      bigEndian(record, Double.doubleToRawLongBits(count));
    }
  }

  /// Adds a record, cut at the ends of pages.
  WalBytes record(BytesWriter content) throws IOException {
    byte[] bytes = content.toByteArray();
    int flags = 0;
    if (packing == Packing.SNAPPY) {
      bytes = Snappy.compress(bytes);
      flags = 8;
    } else if (packing == Packing.ZSTD) {
      bytes = Zstd.compress(bytes);
      flags = 16;
    }
    int from = 0;
    boolean first = true;
    while (first || from < bytes.length) {
      int left = PAGE - out.size() % PAGE;
      if (left < 7) {
        out.write(new byte[left]);
        continue;
      }
      int count = Math.min(left - 7, bytes.length - from);
      boolean last = from + count == bytes.length;
      fragment(flags | (first ? last ? 1 : 2 : last ? 4 : 3), bytes, from, count);
      from += count;
      first = false;
    }
    return this;
  }

  private void fragment(int flags, byte[] bytes, int from, int count) throws IOException {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, count);
    BytesWriter header = new BytesWriter();
    header.putByte(flags);
    header.putByte(count >>> 8);
    header.putByte(count);
    header.putInt(Integer.reverseBytes((int) crc.getValue()));
    out.write(header.toByteArray());
    out.write(Arrays.copyOfRange(bytes, from, from + count));
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
