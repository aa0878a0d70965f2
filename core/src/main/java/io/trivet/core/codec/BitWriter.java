package io.trivet.core.codec;

/// Writes fields of 0 to 64 bits one after the other, most significant bit first, into a
/// [BytesWriter]. Owned by one thread.
public final class BitWriter {
  private final BytesWriter out;
  private long pending;
  private int free = 64;

  public BitWriter(BytesWriter out) {
    this.out = out;
  }

  /// Writes the lowest `width` bits of a value.
  ///
  /// @param width 0 to 64
  public void put(long value, int width) {
    if (width == 0) {
      return;
    }
    long v = width == 64 ? value : value & ((1L << width) - 1);
    if (width <= free) {
      free -= width;
      pending |= v << free;
      if (free == 0) {
        flushWord();
      }
    } else {
      int rest = width - free;
      pending |= v >>> rest;
      flushWord();
      free = 64 - rest;
      pending = v << free;
    }
  }

  private void flushWord() {
    out.putLong(Long.reverseBytes(pending));
    pending = 0;
    free = 64;
  }

  /// Fills the last byte with zeros and writes out what is pending. The writer may go on after it,
  /// at the next byte.
  public void align() {
    int bytes = (64 - free + 7) / 8;
    for (int i = 0; i < bytes; i++) {
      out.putByte((int) (pending >>> (56 - 8 * i)));
    }
    pending = 0;
    free = 64;
  }
}
