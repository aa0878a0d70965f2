package io.trivet.logs.logql.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Finds a text in bytes by comparing its first and last byte at many places at once: with vector
/// instructions where the module `jdk.incubator.vector` is loaded, else eight bytes at a time in
/// ordinary registers.
public final class ByteSearch {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final boolean VECTOR = hasVectorModule();

  private ByteSearch() {}

  private static boolean hasVectorModule() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return false;
    }
    try {
      return VectorByteSearch.isUseful();
    } catch (LinkageError e) {
      return false;
    }
  }

  /// Place of the first occurrence of the needle which lies wholly in `from .. to`, or -1.
  public static int indexOf(byte[] bytes, int from, int to, byte[] needle) {
    if (needle.length == 0) {
      return from <= to ? from : -1;
    }
    if (to - from < needle.length) {
      return -1;
    }
    return VECTOR && to - from >= 64
        ? VectorByteSearch.indexOf(bytes, from, to, needle)
        : scalarIndexOf(bytes, from, to, needle);
  }

  /// The search without vector instructions.
  static int scalarIndexOf(byte[] bytes, int from, int to, byte[] needle) {
    int last = needle.length - 1;
    int end = to - needle.length;
    byte firstByte = needle[0];
    byte lastByte = needle[last];
    long firstPattern = (firstByte & 0xffL) * 0x0101010101010101L;
    long lastPattern = (lastByte & 0xffL) * 0x0101010101010101L;
    int i = from;
    // A load at i + last must stay inside the array.
    for (; i <= end - 7; i += 8) {
      long difference =
          ((long) LONGS.get(bytes, i) ^ firstPattern)
              | ((long) LONGS.get(bytes, i + last) ^ lastPattern);
      // The classic test for zero bytes; false hits lie above a real one and are checked anyway.
      long zeros = difference - 0x0101010101010101L & ~difference & 0x8080808080808080L;
      while (zeros != 0) {
        int at = i + (Long.numberOfTrailingZeros(zeros) >>> 3);
        if (matches(bytes, at, needle)) {
          return at;
        }
        zeros &= zeros - 1;
      }
    }
    for (; i <= end; i++) {
      if (bytes[i] == firstByte && bytes[i + last] == lastByte && matches(bytes, i, needle)) {
        return i;
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
