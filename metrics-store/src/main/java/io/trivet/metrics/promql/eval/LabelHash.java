package io.trivet.metrics.promql.eval;

import io.trivet.core.label.Labels;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// The hash of a label set by which `limit_ratio` chooses: XXH64 over names and values, each with
/// its length in front, as Prometheus has it.
final class LabelHash {
  private static final long P1 = 0x9E3779B185EBCA87L;
  private static final long P2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P3 = 0x165667B19E3779F9L;
  private static final long P4 = 0x85EBCA77C2B2AE63L;
  private static final long P5 = 0x27D4EB2F165667C5L;

  private LabelHash() {}

  /// The hash as a share of all hashes, in 0 .. 1.
  static double offset(Labels labels) {
    return unsigned(of(labels)) / 0x1p64;
  }

  private static double unsigned(long hash) {
    double half = (hash >>> 1) | (hash & 1);
    return half * 2;
  }

  static long of(Labels labels) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < labels.size(); i++) {
      write(labels.name(i), bytes);
      write(labels.value(i), bytes);
    }
    return xxh64(bytes.toByteArray());
  }

  private static void write(String text, ByteArrayOutputStream out) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length < 255) {
      out.write(utf8.length);
    } else {
      out.write(255);
      out.write(utf8.length);
      out.write(utf8.length >> 8);
      out.write(utf8.length >> 16);
    }
    out.writeBytes(utf8);
  }

  static long xxh64(byte[] data) {
    int at = 0;
    long hash;
    if (data.length >= 32) {
      long a = 0x60EA27EEADC0B5D6L; // P1 + P2
      long b = P2;
      long c = 0;
      long d = 0x61C8864E7A143579L; // -P1
      for (; at + 32 <= data.length; at += 32) {
        a = round(a, long64(data, at));
        b = round(b, long64(data, at + 8));
        c = round(c, long64(data, at + 16));
        d = round(d, long64(data, at + 24));
      }
      hash =
          Long.rotateLeft(a, 1)
              + Long.rotateLeft(b, 7)
              + Long.rotateLeft(c, 12)
              + Long.rotateLeft(d, 18);
      hash = (hash ^ round(0, a)) * P1 + P4;
      hash = (hash ^ round(0, b)) * P1 + P4;
      hash = (hash ^ round(0, c)) * P1 + P4;
      hash = (hash ^ round(0, d)) * P1 + P4;
    } else {
      hash = P5;
    }
    hash += data.length;
    for (; at + 8 <= data.length; at += 8) {
      hash = Long.rotateLeft(hash ^ round(0, long64(data, at)), 27) * P1 + P4;
    }
    if (at + 4 <= data.length) {
      long word = 0;
      for (int i = 3; i >= 0; i--) {
        word = word << 8 | data[at + i] & 0xff;
      }
      hash = Long.rotateLeft(hash ^ word * P1, 23) * P2 + P3;
      at += 4;
    }
    for (; at < data.length; at++) {
      hash = Long.rotateLeft(hash ^ (data[at] & 0xff) * P5, 11) * P1;
    }
    hash = (hash ^ hash >>> 33) * P2;
    hash = (hash ^ hash >>> 29) * P3;
    return hash ^ hash >>> 32;
  }

  private static long round(long lane, long input) {
    return Long.rotateLeft(lane + input * P2, 31) * P1;
  }

  private static long long64(byte[] data, int at) {
    long word = 0;
    for (int i = 7; i >= 0; i--) {
      word = word << 8 | data[at + i] & 0xff;
    }
    return word;
  }
}
