package io.trivet.appliance.api.loki;

import io.trivet.appliance.api.http.Utf8;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.logs.LogAppender;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Structured metadata of one entry, normalised: names of letters, digits and single underscores,
/// values of valid UTF-8, of equal names the last. Reused from entry to entry, so that an entry
/// whose metadata is in order costs no garbage. Owned by one thread.
final class MetadataPairs {
  private byte[] bytes = new byte[1024];
  private int length;

  /// Offset of name, end of name, end of value; per pair.
  private int[] pairs = new int[48];

  private int count;

  void clear() {
    length = 0;
    count = 0;
  }

  int count() {
    return count;
  }

  /// Bytes of all names and values.
  int size() {
    int size = 0;
    for (int i = 0; i < count; i++) {
      size += pairs[3 * i + 2] - pairs[3 * i];
    }
    return size;
  }

  void add(String name, String value) {
    byte[] n = name.getBytes(StandardCharsets.UTF_8);
    byte[] v = value.getBytes(StandardCharsets.UTF_8);
    add(n, 0, n.length, v, 0, v.length);
  }

  /// Adds a pair; one with an empty value is left out.
  ///
  /// @throws TrivetException of kind BAD_DATA if nothing is left of the name
  void add(byte[] names, int nameAt, int nameLength, byte[] values, int valueAt, int valueLength) {
    ensure(nameLength + 8 + 3 * valueLength);
    int start = length;
    name(names, nameAt, nameLength);
    int nameEnd = length;
    if (valueLength == 0) {
      length = start;
      return;
    }
    value(values, valueAt, valueLength);
    remove(start, nameEnd);
    if (3 * count == pairs.length) {
      pairs = Arrays.copyOf(pairs, 2 * pairs.length);
    }
    pairs[3 * count] = start;
    pairs[3 * count + 1] = nameEnd;
    pairs[3 * count + 2] = length;
    count++;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  private void name(byte[] names, int at, int nameLength) {
    int start = length;
    boolean dunder =
        nameLength > 4
            && names[at] == '_'
            && names[at + 1] == '_'
            && names[at + nameLength - 1] == '_'
            && names[at + nameLength - 2] == '_';
    if (nameLength > 0 && names[at] >= '0' && names[at] <= '9') {
      for (byte b : new byte[] {'k', 'e', 'y', '_'}) {
        bytes[length++] = b;
      }
    }
    boolean letters = false;
    for (int i = at; i < at + nameLength; i++) {
      int c = names[i];
      boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      letters |= plain;
      if (plain) {
        bytes[length++] = (byte) c;
      } else if (dunder || length == start || bytes[length - 1] != '_') {
        bytes[length++] = '_';
      }
    }
    if (!letters) {
      throw new TrivetException(
          ErrorKind.BAD_DATA,
          "structured metadata name \""
              + new String(names, at, Math.min(nameLength, 100), StandardCharsets.UTF_8)
              + "\" has no letter or digit");
    }
  }

  private void value(byte[] values, int at, int valueLength) {
    if (Utf8.firstInvalid(values, at, valueLength) < 0) {
      System.arraycopy(values, at, bytes, length, valueLength);
      length += valueLength;
      return;
    }
    int i = at;
    int end = at + valueLength;
    while (i < end) {
      int n = (int) (Utf8.decode(values, i, end) >>> 32);
      if (n == 1 && values[i] < 0) {
        bytes[length++] = ' ';
      } else {
        System.arraycopy(values, i, bytes, length, n);
        length += n;
      }
      i += n;
    }
  }

  private void remove(int nameStart, int nameEnd) {
    for (int i = 0; i < count; i++) {
      if (Arrays.equals(bytes, pairs[3 * i], pairs[3 * i + 1], bytes, nameStart, nameEnd)) {
        System.arraycopy(pairs, 3 * i + 3, pairs, 3 * i, 3 * (count - i - 1));
        count--;
        return;
      }
    }
  }

  /// Position of the pair with this name, -1 when there is none.
  int find(byte[] name) {
    for (int i = 0; i < count; i++) {
      if (Arrays.equals(bytes, pairs[3 * i], pairs[3 * i + 1], name, 0, name.length)) {
        return i;
      }
    }
    return -1;
  }

  String value(int pair) {
    int start = pairs[3 * pair + 1];
    return new String(bytes, start, pairs[3 * pair + 2] - start, StandardCharsets.UTF_8);
  }

  void appendTo(LogAppender appender) {
    for (int i = 0; i < count; i++) {
      int start = pairs[3 * i];
      int nameEnd = pairs[3 * i + 1];
      appender.metadata(bytes, start, nameEnd - start, nameEnd, pairs[3 * i + 2] - nameEnd);
    }
  }
}
