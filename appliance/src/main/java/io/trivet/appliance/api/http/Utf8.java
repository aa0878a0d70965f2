package io.trivet.appliance.api.http;

/// UTF-8 as it comes from outside: strict about overlong forms, surrogates and the end of the text.
public final class Utf8 {
  private static final long ONE_BAD_BYTE = 1L << 32 | 0xfffd;

  private Utf8() {}

  /// The code point at a position, and in the upper half how many bytes it takes; a byte that
  /// starts nothing valid counts as U+FFFD of one byte, as Go has it.
  public static long decode(byte[] text, int at, int end) {
    int a = text[at] & 0xff;
    if (a < 0x80) {
      return 1L << 32 | a;
    }
    int length =
        a >= 0xc2 && a < 0xe0 ? 2 : a >= 0xe0 && a < 0xf0 ? 3 : a >= 0xf0 && a < 0xf5 ? 4 : 0;
    if (length == 0 || end - at < length) {
      return ONE_BAD_BYTE;
    }
    int point = length == 2 ? a & 0x1f : length == 3 ? a & 0x0f : a & 0x07;
    for (int i = 1; i < length; i++) {
      int next = text[at + i];
      if ((next & 0xc0) != 0x80) {
        return ONE_BAD_BYTE;
      }
      point = point << 6 | next & 0x3f;
    }
    boolean overlong = length == 3 && point < 0x800 || length == 4 && point < 0x10000;
    boolean surrogate = point >= 0xd800 && point < 0xe000;
    return overlong || surrogate || point > 0x10ffff ? ONE_BAD_BYTE : (long) length << 32 | point;
  }

  /// Position of the first byte which is not valid UTF-8, or -1.
  public static int firstInvalid(byte[] text, int offset, int length) {
    int end = offset + length;
    int i = offset;
    while (i < end) {
      if (text[i] >= 0) {
        i++;
        continue;
      }
      long decoded = decode(text, i, end);
      int bytes = (int) (decoded >>> 32);
      if (bytes == 1) {
        return i;
      }
      i += bytes;
    }
    return -1;
  }
}
