package io.trivet.core.index;

import java.security.SecureRandom;
import java.util.Arrays;

/// A dictionary of texts: each gets a number from 0 on. Guarded by the lock of its [LabelIndex];
/// texts of known numbers may be read without it, because the array is only ever replaced by a
/// longer copy.
final class Symbols {
  private static final int TEXT_BYTES = 48;

  private volatile String[] texts = new String[1024];
  private int size;
  private long textBytes;

  private final int seed;

  private int[] table = new int[4096];

  /// A dictionary with a seed of its own, so that nobody can choose texts which all meet in one
  /// place.
  Symbols() {
    this(new SecureRandom().nextInt());
  }

  Symbols(int seed) {
    this.seed = seed;
    Arrays.fill(table, -1);
  }

  int size() {
    return size;
  }

  String text(int symbol) {
    return texts[symbol];
  }

  /// Number of a text, -1 if it is unknown.
  int find(String text) {
    int mask = table.length - 1;
    for (int slot = spread(text) & mask; ; slot = slot + 1 & mask) {
      int symbol = table[slot];
      if (symbol < 0) {
        return -1;
      }
      if (texts[symbol].equals(text)) {
        return symbol;
      }
    }
  }

  /// Number of a text, a new one if it is unknown.
  int intern(String text) {
    int known = find(text);
    if (known >= 0) {
      return known;
    }
    if (size == texts.length) {
      texts = Arrays.copyOf(texts, 2 * size);
    }
    texts[size] = text;
    textBytes += TEXT_BYTES + text.length();
    insert(size);
    size++;
    if (2 * size > table.length) {
      table = new int[2 * table.length];
      Arrays.fill(table, -1);
      for (int symbol = 0; symbol < size; symbol++) {
        insert(symbol);
      }
    }
    return size - 1;
  }

  private void insert(int symbol) {
    int mask = table.length - 1;
    int slot = spread(texts[symbol]) & mask;
    while (table[slot] >= 0) {
      slot = slot + 1 & mask;
    }
    table[slot] = symbol;
  }

  /// The hash of `String` is not used: texts that collide under it are easily made.
  int spread(String text) {
    long h = seed;
    for (int i = 0; i < text.length(); i++) {
      h = (h ^ text.charAt(i)) * 0x9e3779b97f4a7c15L;
      h ^= h >>> 32;
    }
    return (int) (h ^ h >>> 15);
  }

  /// Bytes of heap, roughly.
  long bytes() {
    return textBytes + 4L * (texts.length + table.length);
  }
}
