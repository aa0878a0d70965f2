package io.trivet.logs.logql.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A range of IP addresses, both ends included, and the search for addresses in text. Addresses are
/// 4 or 16 bytes; the two families never match each other.
public final class AddressRange {
  private final byte[] low;
  private final byte[] high;

  private AddressRange(byte[] low, byte[] high) {
    this.low = low;
    this.high = high;
  }

  /// A single address, `low-high`, or a prefix such as `10.0.0.0/8`; null for anything else.
  public static @Nullable AddressRange parse(String pattern) {
    int slash = pattern.indexOf('/');
    if (slash >= 0) {
      return prefix(pattern.substring(0, slash), pattern.substring(slash + 1));
    }
    int dash = pattern.indexOf('-');
    if (dash >= 0) {
      byte[] low = address(pattern.substring(0, dash).trim());
      byte[] high = address(pattern.substring(dash + 1).trim());
      return low != null
              && high != null
              && low.length == high.length
              && Arrays.compareUnsigned(low, high) <= 0
          ? new AddressRange(low, high)
          : null;
    }
    byte[] one = address(pattern);
    return one == null ? null : new AddressRange(one, one);
  }

  private static @Nullable AddressRange prefix(String address, String length) {
    byte[] low = address(address);
    if (low == null || length.isEmpty() || length.length() > 3) {
      return null;
    }
    int bits = 0;
    for (int i = 0; i < length.length(); i++) {
      char c = length.charAt(i);
      if (c < '0' || c > '9') {
        return null;
      }
      bits = bits * 10 + (c - '0');
    }
    if (bits > 8 * low.length) {
      return null;
    }
    byte[] high = low.clone();
    for (int bit = bits; bit < 8 * low.length; bit++) {
      int mask = 0x80 >> (bit & 7);
      low[bit >> 3] &= (byte) ~mask;
      high[bit >> 3] |= (byte) mask;
    }
    return new AddressRange(low, high);
  }

  private boolean includes(byte[] address) {
    return address.length == low.length
        && Arrays.compareUnsigned(address, low) >= 0
        && Arrays.compareUnsigned(address, high) <= 0;
  }

  /// Whether an address of the range stands somewhere in the text.
  public boolean foundIn(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      boolean v4 = low.length == 4 && startsV4(bytes, i, to);
      boolean v6 = low.length == 16 && startsV6(bytes, i, to);
      if (!v4 && !v6) {
        i++;
        continue;
      }
      int end = i;
      while (end < to && (v4 ? isV4(bytes[end]) : isV6(bytes[end]))) {
        end++;
      }
      if (end - i <= 45) {
        byte[] address = address(new String(bytes, i, end - i, StandardCharsets.ISO_8859_1));
        if (address != null && includes(address)) {
          return true;
        }
      }
      i = end;
    }
    return false;
  }

  private static boolean startsV4(byte[] bytes, int at, int to) {
    if (bytes[at] < '0' || bytes[at] > '9') {
      return false;
    }
    for (int i = at + 1; i <= at + 3 && i < to; i++) {
      if (bytes[i] == '.') {
        return true;
      }
    }
    return false;
  }

  private static boolean startsV6(byte[] bytes, int at, int to) {
    if (bytes[at] == ':') {
      return at + 2 < to && bytes[at + 1] == ':' && Character.digit(bytes[at + 2], 16) >= 0;
    }
    for (int i = at; i < at + 5 && i < to; i++) {
      if (bytes[i] == ':') {
        return i > at;
      }
      if (Character.digit(bytes[i], 16) < 0) {
        return false;
      }
    }
    return false;
  }

  private static boolean isV4(byte b) {
    return b >= '0' && b <= '9' || b == '.';
  }

  private static boolean isV6(byte b) {
    return b == ':' || b == '.' || Character.digit(b, 16) >= 0;
  }

  private static byte @Nullable [] address(String text) {
    return text.indexOf(':') >= 0 ? v6(text) : v4(text);
  }

  private static byte @Nullable [] v4(String text) {
    byte[] out = new byte[4];
    int part = 0;
    int i = 0;
    while (part < 4) {
      int start = i;
      int value = 0;
      while (i < text.length() && i - start < 3 && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
        value = 10 * value + text.charAt(i++) - '0';
      }
      boolean leadingZero = i - start > 1 && text.charAt(start) == '0';
      if (i == start || value > 255 || leadingZero) {
        return null;
      }
      out[part++] = (byte) value;
      if (part < 4 && (i >= text.length() || text.charAt(i++) != '.')) {
        return null;
      }
    }
    return i == text.length() ? out : null;
  }

  private static byte @Nullable [] v6(String text) {
    byte[] out = new byte[16];
    int gap = -1;
    int n = 0;
    int i = 0;
    if (text.startsWith("::")) {
      gap = 0;
      i = 2;
      if (i == text.length()) {
        return out;
      }
    }
    while (n < 16) {
      int colon = text.indexOf(':', i);
      String group = text.substring(i, colon < 0 ? text.length() : colon);
      if (colon < 0 && group.indexOf('.') >= 0) {
        byte[] tail = v4(group);
        if (tail == null || n > 12) {
          return null;
        }
        System.arraycopy(tail, 0, out, n, 4);
        n += 4;
        i = text.length();
        break;
      }
      if (group.isEmpty() || group.length() > 4) {
        return null;
      }
      int value = 0;
      for (int k = 0; k < group.length(); k++) {
        int digit = Character.digit(group.charAt(k), 16);
        if (digit < 0) {
          return null;
        }
        value = 16 * value + digit;
      }
      out[n++] = (byte) (value >> 8);
      out[n++] = (byte) value;
      if (colon < 0) {
        i = text.length();
        break;
      }
      i = colon + 1;
      if (i == text.length()) {
        return null;
      }
      if (text.charAt(i) == ':') {
        if (gap >= 0) {
          return null;
        }
        gap = n;
        i++;
        if (i == text.length()) {
          break;
        }
      }
    }
    if (i < text.length() || gap < 0 && n < 16 || gap >= 0 && n == 16) {
      return null;
    }
    if (gap >= 0) {
      int moved = n - gap;
      byte[] spread = new byte[16];
      System.arraycopy(out, 0, spread, 0, gap);
      System.arraycopy(out, gap, spread, 16 - moved, moved);
      return spread;
    }
    return out;
  }
}
