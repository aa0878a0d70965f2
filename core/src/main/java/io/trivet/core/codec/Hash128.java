package io.trivet.core.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/// A 128-bit hash of bytes, seeded at random for each process so that nobody outside can make two
/// label sets collide. Two independent 64-bit multiply-fold lanes. Not stable over restarts: never
/// write it to disk. The result is left in two fields so that hashing allocates nothing; owned by
/// one thread.
public final class Hash128 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long[] SEED = new SecureRandom().longs(6).map(s -> s | 1).toArray();

  private long high;
  private long low;

  public long high() {
    return high;
  }

  public long low() {
    return low;
  }

  /// Hashes bytes and leaves the result in [#high] and [#low].
  public void hash(byte[] bytes, int offset, int length) {
    long a = SEED[0] ^ length;
    long b = SEED[1] + length;
    int at = offset;
    int end = offset + length;
    while (end - at >= 16) {
      long x = (long) LONG.get(bytes, at);
      long y = (long) LONG.get(bytes, at + 8);
      a = fold(x ^ SEED[2] ^ a, y ^ SEED[3]);
      b = fold(y ^ SEED[4] ^ b, x ^ SEED[5]);
      at += 16;
    }
    long x = 0;
    long y = 0;
    int rest = end - at;
    for (int i = 0; i < rest; i++) {
      long v = bytes[at + i] & 0xffL;
      if (i < 8) {
        x |= v << (8 * i);
      } else {
        y |= v << (8 * (i - 8));
      }
    }
    a = fold(x ^ SEED[2] ^ a, y ^ SEED[3]);
    b = fold(y ^ SEED[4] ^ b, x ^ SEED[5]);
    high = fold(a ^ SEED[1], b ^ SEED[0]);
    low = fold(b ^ SEED[3], a ^ SEED[5]) ^ a;
  }

  private static long fold(long x, long y) {
    return (x * y) ^ Math.unsignedMultiplyHigh(x, y);
  }
}
