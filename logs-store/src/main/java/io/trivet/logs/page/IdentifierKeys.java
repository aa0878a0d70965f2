package io.trivet.logs.page;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Finds what is plainly an identifier in a text and gives numbers ("keys") for it, so that a
/// filter of the keys of a page can say that the page does not contain a needle.
///
/// ```text
/// word bytes    0-9 A-Z a-z and '-'; a run is a longest sequence of them
/// window        12 word bytes in a row, at least 2 of them digits
///               key = least hash of its 7 grams of 6 bytes
/// short run     a run of 6 to 11 bytes with at least 4 digits
///               key = hash of the whole run
/// ```
///
/// Why skipping is never wrong. A window depends on nothing but its 12 bytes. If a line contains a
/// needle, it contains every window of the needle, wherever the needle begins or ends inside a
/// longer run, and therefore the page has the keys of all windows of the needle. So a bare trace id
/// (32 hex digits), a UUID or a long number skips pages although a search is for parts of words
/// too. A short run of the needle is a run of the line only if the needle shows the bytes around
/// it: those at an end of the needle give no key. Neighbouring windows mostly share their least
/// gram (as minimizers do), so a trace id costs about six keys, not 21.
///
/// Hashes are fixed, as they stand on disk. Owned by one thread.
final class IdentifierKeys {
  static final int WINDOW = 12;
  static final int GRAM = 6;
  static final int GRAMS = WINDOW - GRAM + 1;
  static final int WINDOW_DIGITS = 2;
  static final int SHORT = 6;
  static final int SHORT_DIGITS = 4;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long GRAM_MASK = (1L << 8 * GRAM) - 1;

  /// 0: not of a word, 1: letter or hyphen, 2: digit.
  private static final byte[] KIND = new byte[256];

  static {
    for (int c = 0; c < 128; c++) {
      if (c >= '0' && c <= '9') {
        KIND[c] = 2;
      } else if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-') {
        KIND[c] = 1;
      }
    }
  }

  /// Takes keys; the same one may come more than once.
  interface Sink {
    void accept(long key);
  }

  private final long[] ring = new long[8];

  /// Keys of a whole text: a line, or a value of metadata.
  ///
  /// Looks at every sixth byte only as long as none is of a word: no run of 6 bytes lies between
  /// two others six apart.
  void ofText(byte[] bytes, int start, int end, Sink sink) {
    int run = start;
    int at = start + SHORT - 1;
    while (at < end) {
      if (KIND[bytes[at] & 0xff] == 0) {
        run = at + 1;
        at += SHORT;
        continue;
      }
      int first = at - 1;
      while (first >= run && KIND[bytes[first] & 0xff] != 0) {
        first--;
      }
      if (first >= run) {
        run = first + 1;
        at = run + SHORT - 1;
        continue;
      }
      int digits = 0;
      for (int i = run; i < at; i++) {
        digits += KIND[bytes[i] & 0xff] >> 1;
      }
      int kind = KIND[bytes[at] & 0xff];
      while (kind != 0) {
        digits += kind >> 1;
        at++;
        if (at == end) {
          break;
        }
        kind = KIND[bytes[at] & 0xff];
      }
      if (digits >= WINDOW_DIGITS) {
        ofRun(bytes, run, at, digits, sink);
      }
      run = at + 1;
      at += SHORT;
    }
  }

  /// Keys of a needle: those which every text that contains it must have.
  void ofNeedle(byte[] needle, Sink sink) {
    int at = 0;
    while (at < needle.length) {
      int run = at;
      int digits = 0;
      while (at < needle.length && KIND[needle[at] & 0xff] != 0) {
        digits += KIND[needle[at] & 0xff] >> 1;
        at++;
      }
      boolean whole = run > 0 && at < needle.length;
      if (at - run >= WINDOW || whole && at > run) {
        ofRun(needle, run, at, digits, sink);
      }
      at++;
    }
  }

  private void ofRun(byte[] bytes, int start, int end, int digits, Sink sink) {
    if (end - start >= WINDOW) {
      windows(bytes, start, end, sink);
    } else if (end - start >= SHORT && digits >= SHORT_DIGITS) {
      long h = (long) end - start;
      for (int i = start; i < end; i++) {
        h = (h ^ bytes[i]) * 0x9e3779b97f4a7c15L;
        h ^= h >>> 32;
      }
      sink.accept(mix(h));
    }
  }

  private void windows(byte[] bytes, int start, int end, Sink sink) {
    int digits = 0;
    int least = -1;
    int given = -1;
    for (int gram = start; gram <= end - GRAM; gram++) {
      long h = mix(gram(bytes, gram));
      ring[gram & 7] = h;
      if (least < 0 || h < ring[least & 7]) {
        least = gram;
      } else if (least <= gram - GRAMS) {
        least = gram;
        for (int i = gram - 1; i > gram - GRAMS; i--) {
          if (ring[i & 7] < ring[least & 7]) {
            least = i;
          }
        }
      }
      int first = gram + GRAM - WINDOW;
      if (gram == start) {
        for (int i = start; i < start + GRAM - 1; i++) {
          digits += KIND[bytes[i] & 0xff] >> 1;
        }
      }
      digits += KIND[bytes[gram + GRAM - 1] & 0xff] >> 1;
      if (first > start) {
        digits -= KIND[bytes[first - 1] & 0xff] >> 1;
      }
      if (first >= start && digits >= WINDOW_DIGITS && least != given) {
        given = least;
        sink.accept(ring[least & 7]);
      }
    }
  }

  private static long gram(byte[] bytes, int at) {
    if (at + 8 <= bytes.length) {
      return (long) LONG.get(bytes, at) & GRAM_MASK;
    }
    long value = 0;
    for (int i = GRAM - 1; i >= 0; i--) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return value;
  }

  private static long mix(long value) {
    long h = value * 0x9e3779b97f4a7c15L;
    h ^= h >>> 32;
    h *= 0xd6e8feb86659fd93L;
    return h ^ h >>> 32;
  }
}
