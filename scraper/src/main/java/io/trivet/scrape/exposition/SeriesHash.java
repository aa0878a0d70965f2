package io.trivet.scrape.exposition;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// A 128-bit hash of bytes, with the mixing steps of MurmurHash3 x64 128 (Austin Appleby, public
/// domain). Several pieces can be added one after the other. Owned by one thread.
final class SeriesHash {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;

  private long high;
  private long low;

  void reset(long seed) {
    high = seed;
    low = seed;
  }

  void reset(long high, long low) {
    this.high = high;
    this.low = low;
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }

  void add(byte[] bytes, int from, int to) {
    long h1 = high;
    long h2 = low;
    int at = from;
    for (; at + 16 <= to; at += 16) {
      h1 ^= mixFirst((long) LONGS.get(bytes, at));
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
      h2 ^= mixSecond((long) LONGS.get(bytes, at + 8));
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
    }
    long k1 = 0;
    long k2 = 0;
    if (to - at >= 8) {
      k1 = (long) LONGS.get(bytes, at);
      k2 = tail(bytes, at + 8, to);
    } else {
      k1 = tail(bytes, at, to);
    }
    finish(h1 ^ mixFirst(k1), h2 ^ mixSecond(k2), to - from);
  }

  void add(long number) {
    finish(high ^ mixFirst(number), low, 8);
  }

  private static long tail(byte[] bytes, int from, int to) {
    long word = 0;
    for (int i = to - 1; i >= from; i--) {
      word = word << 8 | (bytes[i] & 0xff);
    }
    return word;
  }

  private void finish(long first, long second, int length) {
    long h1 = first ^ length;
    long h2 = second ^ length;
    h1 += h2;
    h2 += h1;
    h1 = avalanche(h1);
    h2 = avalanche(h2);
    h1 += h2;
    h2 += h1;
    high = h1;
    low = h2;
  }

  private static long mixFirst(long word) {
    return Long.rotateLeft(word * C1, 31) * C2;
  }

  private static long mixSecond(long word) {
    return Long.rotateLeft(word * C2, 33) * C1;
  }

  private static long avalanche(long word) {
    long h = word;
    h = (h ^ h >>> 33) * 0xff51afd7ed558ccdL;
    h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
    return h ^ h >>> 33;
  }
}
