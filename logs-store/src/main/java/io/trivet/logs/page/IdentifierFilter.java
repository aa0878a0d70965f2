package io.trivet.logs.page;

import io.trivet.core.codec.BytesWriter;
import java.util.Arrays;
import java.util.List;

/// A Bloom filter of the identifiers of one page: says "certainly not here" or "perhaps here".
///
/// ```text
/// filter   number of probes u8, then bits; bit i is bit i & 7 of byte i >> 3
/// probe j  h(0) = key, h(j) = h(j - 1) * 0xff51afd7ed558ccd + 0x9e3779b97f4a7c15,
///          bit = high 64 bits of the unsigned product h(j) * number of bits
/// ```
///
/// It takes at most 5 bits a key and at most the share of the page that the encoder allows; with
/// fewer bits a key, the several keys of an identifier make up for it.
public final class IdentifierFilter {
  private static final int BITS_PER_KEY = 5;
  private static final int MAX_PROBES = 5;

  private IdentifierFilter() {}

  /// The keys of a search: every entry that it wants has all of them. Empty if the needles contain
  /// no identifier.
  public static long[] keys(List<byte[]> needles) {
    IdentifierKeys finder = new IdentifierKeys();
    KeySet keys = new KeySet();
    for (byte[] needle : needles) {
      finder.ofNeedle(needle, keys::add);
    }
    return keys.toArray();
  }

  /// Whether the page of a filter may have all keys. True where there is no filter.
  public static boolean mayContain(byte[] bytes, int offset, int length, long[] keys) {
    if (length < 2) {
      return true;
    }
    int probes = bytes[offset];
    long bits = 8L * (length - 1);
    for (long key : keys) {
      long h = key;
      for (int j = 0; j < probes; j++) {
        long bit = Math.unsignedMultiplyHigh(h, bits);
        if ((bytes[offset + 1 + (int) (bit >>> 3)] >>> (bit & 7) & 1) == 0) {
          return false;
        }
        h = next(h);
      }
    }
    return true;
  }

  /// Appends the filter of the keys, or nothing if two bytes are too many. A page without any key
  /// gets a filter too: one without bits, which lets every search for an identifier skip it.
  static void encode(KeySet keys, int maxBytes, BytesWriter out) {
    if (maxBytes < 2) {
      return;
    }
    int wanted = (int) Math.min(maxBytes - 1, (long) BITS_PER_KEY * keys.size() / 8 + 1);
    double bitsPerKey = 8.0 * wanted / Math.max(1, keys.size());
    int probes = (int) Math.max(1, Math.min(MAX_PROBES, Math.round(0.693 * bitsPerKey)));
    byte[] target = out.ensure(1 + wanted);
    int base = out.length() + 1;
    target[base - 1] = (byte) probes;
    Arrays.fill(target, base, base + wanted, (byte) 0);
    long bits = 8L * wanted;
    keys.forEach(key -> {
      long h = key;
      for (int j = 0; j < probes; j++) {
        long bit = Math.unsignedMultiplyHigh(h, bits);
        target[base + (int) (bit >>> 3)] |= (byte) (1 << (bit & 7));
        h = next(h);
      }
    });
    out.advance(1 + wanted);
  }

  private static long next(long h) {
    return h * 0xff51afd7ed558ccdL + 0x9e3779b97f4a7c15L;
  }

  /// A set of keys in an open-addressing table. Reusable after [#clear].
  static final class KeySet {
    private long[] table = new long[1024];
    private int size;
    private boolean zero;

    void clear() {
      if (table.length > 1 << 18) {
        table = new long[1024];
      } else {
        Arrays.fill(table, 0);
      }
      size = 0;
      zero = false;
    }

    int size() {
      return size + (zero ? 1 : 0);
    }

    void add(long key) {
      if (key == 0) {
        zero = true;
        return;
      }
      int mask = table.length - 1;
      int slot = (int) key & mask;
      while (table[slot] != 0) {
        if (table[slot] == key) {
          return;
        }
        slot = slot + 1 & mask;
      }
      table[slot] = key;
      size++;
      if (2 * size > table.length) {
        grow();
      }
    }

    private void grow() {
      long[] old = table;
      table = new long[2 * old.length];
      int mask = table.length - 1;
      for (long key : old) {
        if (key != 0) {
          int slot = (int) key & mask;
          while (table[slot] != 0) {
            slot = slot + 1 & mask;
          }
          table[slot] = key;
        }
      }
    }

    void forEach(IdentifierKeys.Sink sink) {
      if (zero) {
        sink.accept(0);
      }
      for (long key : table) {
        if (key != 0) {
          sink.accept(key);
        }
      }
    }

    long[] toArray() {
      long[] keys = new long[size()];
      int[] n = new int[1];
      forEach(key -> keys[n[0]++] = key);
      return keys;
    }
  }
}
