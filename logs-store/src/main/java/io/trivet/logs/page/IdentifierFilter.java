package io.trivet.logs.page;

import io.trivet.core.codec.BytesWriter;
import java.util.Arrays;
import java.util.List;

/// A Bloom filter of the identifiers of one page: says "certainly not here" or "perhaps here".
///
/// ```text
/// filter   a power of two of bytes, 8 to 32,768; bit i is bit i & 7 of byte i >> 3
/// probes   of a key, two: its low 32 bits and its high 32 bits, each modulo the number of bits
/// ```
///
/// It is filled at full size and folded in half as often as needed, so no set of the keys is kept.
/// With 3.5 to 7 bits a key a page is read in vain for one key in ten; identifiers have several.
/// One that would take more than its share of the page is folded further.
///
/// An instance gathers the keys of one page, is owned by one thread, and is empty again after
/// [#encode].
public final class IdentifierFilter {
  private static final int MAX_BYTES = 32 * 1024;
  private static final int MIN_BYTES = 8;
  private static final double MAX_BITS_PER_KEY = 7;

  private final byte[] bits = new byte[MAX_BYTES];

  IdentifierFilter() {}

  /// The keys of a search: every entry that it wants has all of them. Empty if the needles contain
  /// no identifier.
  public static long[] keys(List<byte[]> needles) {
    IdentifierKeys finder = new IdentifierKeys();
    long[][] keys = {new long[8]};
    int[] size = new int[1];
    for (byte[] needle : needles) {
      finder.ofNeedle(
          needle,
          key -> {
            if (size[0] == keys[0].length) {
              keys[0] = Arrays.copyOf(keys[0], 2 * size[0]);
            }
            keys[0][size[0]++] = key;
          });
    }
    return Arrays.copyOf(keys[0], size[0]);
  }

  /// Whether the page of a filter may have all keys. True where there is no filter.
  public static boolean mayContain(byte[] bytes, int offset, int length, long[] keys) {
    if (length < MIN_BYTES || Integer.bitCount(length) != 1) {
      return true;
    }
    for (long key : keys) {
      if (!get(bytes, offset, length, (int) key)
          || !get(bytes, offset, length, (int) (key >>> 32))) {
        return false;
      }
    }
    return true;
  }

  private static boolean get(byte[] bytes, int offset, int length, int probe) {
    int bit = probe & 8 * length - 1;
    return (bytes[offset + (bit >>> 3)] >>> (bit & 7) & 1) != 0;
  }

  void add(long key) {
    set((int) key);
    set((int) (key >>> 32));
  }

  private void set(int probe) {
    int bit = probe & 8 * MAX_BYTES - 1;
    bits[bit >>> 3] |= (byte) (1 << (bit & 7));
  }

  /// Appends the filter, or nothing if its share is too small. A page without any key gets one too,
  /// which lets every search for an identifier skip it.
  void encode(int maxBytes, BytesWriter out) {
    int set = 0;
    for (byte b : bits) {
      set += Integer.bitCount(b & 0xff);
    }
    // How many keys make so many bits, two each: -n/2 ln(1 - set/n).
    double all = 8.0 * MAX_BYTES;
    double keys = set >= all ? all : -all / 2 * Math.log1p(-set / all);
    int length = MAX_BYTES;
    while (length > MIN_BYTES && (length > maxBytes || 8.0 * length > MAX_BITS_PER_KEY * keys)) {
      length /= 2;
      for (int i = 0; i < length; i++) {
        bits[i] |= bits[length + i];
      }
    }
    if (length <= maxBytes) {
      out.putBytes(bits, 0, length);
    }
    Arrays.fill(bits, (byte) 0);
  }
}
