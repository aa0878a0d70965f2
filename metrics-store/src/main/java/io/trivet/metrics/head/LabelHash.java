package io.trivet.metrics.head;

import io.trivet.core.label.Labels;

/// Gives each label set a number of 64 bits which stays the same for the life of a store: by it a
/// series is recognised from block to block without comparing texts. Keyed with a secret of the
/// store, so that nobody outside can make two label sets meet; by chance two of a million do with a
/// probability of 3 in 100 million. Safe for use from any thread.
public final class LabelHash {
  private final long keyA;
  private final long keyB;

  public LabelHash(long keyA, long keyB) {
    this.keyA = keyA;
    this.keyB = keyB;
  }

  /// The number of a label set, never 0.
  public long of(Labels labels) {
    long h = keyA;
    for (int i = 0; i < labels.size(); i++) {
      h = text(labels.name(i), h);
      h = text(labels.value(i), h);
    }
    h = fold(h ^ keyB, 0x9e3779b97f4a7c15L + labels.size());
    return h == 0 ? 1 : h;
  }

  private long text(String text, long seed) {
    long h = seed;
    long word = text.length();
    int at = 0;
    int length = text.length();
    while (length - at >= 4) {
      word =
          text.charAt(at)
              | (long) text.charAt(at + 1) << 16
              | (long) text.charAt(at + 2) << 32
              | (long) text.charAt(at + 3) << 48;
      h = fold(h ^ word, keyB ^ 0xa0761d6478bd642fL);
      at += 4;
    }
    word = length;
    while (at < length) {
      word = word << 16 | text.charAt(at++);
    }
    return fold(h ^ word, keyB ^ 0xe7037ed1a0b428dbL) + length;
  }

  private static long fold(long x, long y) {
    return (x * y) ^ Math.unsignedMultiplyHigh(x, y);
  }
}
