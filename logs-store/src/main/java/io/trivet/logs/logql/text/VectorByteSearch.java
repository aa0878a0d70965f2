package io.trivet.logs.logql.text;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorSpecies;

/// The part of [ByteSearch] that needs the module `jdk.incubator.vector`; loaded only when it is
/// there.
final class VectorByteSearch {
  private static final VectorSpecies<Byte> SPECIES = ByteVector.SPECIES_PREFERRED;

  private VectorByteSearch() {}

  /// Whether vectors are wider than what plain registers do.
  static boolean isUseful() {
    return SPECIES.length() >= 16;
  }

  /// As [ByteSearch#indexOf]; the needle is not empty.
  static int indexOf(byte[] bytes, int from, int to, byte[] needle) {
    int last = needle.length - 1;
    int end = to - needle.length;
    byte firstByte = needle[0];
    byte lastByte = needle[last];
    int lanes = SPECIES.length();
    int i = from;
    for (; i <= end - lanes + 1; i += lanes) {
      long hits =
          ByteVector.fromArray(SPECIES, bytes, i)
              .eq(firstByte)
              .and(ByteVector.fromArray(SPECIES, bytes, i + last).eq(lastByte))
              .toLong();
      while (hits != 0) {
        int at = i + Long.numberOfTrailingZeros(hits);
        if (ByteSearch.matches(bytes, at, needle)) {
          return at;
        }
        hits &= hits - 1;
      }
    }
    return i > end ? -1 : ByteSearch.scalarIndexOf(bytes, i, to, needle);
  }
}
