package io.trivet.scrape.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Some bytes of a larger array, as a key in hash tables. A parser reuses its slices: they are
/// valid until it moves on; [#copy] keeps one.
public final class Slice {
  private byte[] bytes = {};
  private int from;
  private int to;

  /// A slice of a text's own bytes.
  static Slice of(String text) {
    byte[] own = text.getBytes(StandardCharsets.UTF_8);
    return new Slice().set(own, 0, own.length);
  }

  Slice set(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    return this;
  }

  /// A slice of its own bytes.
  public Slice copy() {
    byte[] own = Arrays.copyOfRange(bytes, from, to);
    return new Slice().set(own, 0, own.length);
  }

  public int length() {
    return to - from;
  }

  /// The bytes as UTF-8 text.
  @Override
  public String toString() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Slice that
        && Arrays.equals(bytes, from, to, that.bytes, that.from, that.to);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }
}
