package io.trivet.logs.logql.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Turns bytes into strings and remembers the last ones, so that values which repeat from line to
/// line cost no allocation and are mostly the same object. Owned by one thread.
public final class StringCache {
  private static final int SLOTS = 1 << 12;

  /// Longer texts are unlikely to repeat.
  private static final int MAX_CACHED = 128;

  private final byte[] @Nullable [] keys = new byte[SLOTS][];
  private final @Nullable String[] values = new String[SLOTS];
  private final UnaryOperator<String> finish;

  /// @param finish applied to the decoded text before it is remembered
  public StringCache(UnaryOperator<String> finish) {
    this.finish = finish;
  }

  /// A cache of texts as they are, with U+FFFD where bytes are not UTF-8.
  public static StringCache plain() {
    return new StringCache(UnaryOperator.identity());
  }

  /// A cache of label values: what is not UTF-8 becomes a space.
  public static StringCache labelValues() {
    return new StringCache(StringCache::withoutBadRunes);
  }

  /// The text with every U+FFFD replaced by a space.
  public static String withoutBadRunes(String text) {
    return text.indexOf('\ufffd') < 0 ? text : text.replace('\ufffd', ' ');
  }

  public String get(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length > MAX_CACHED) {
      return make(bytes, from, to);
    }
    int hash = length;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = (hash ^ hash >>> 15) & SLOTS - 1;
    byte[] key = keys[slot];
    String value = values[slot];
    if (key != null && value != null && Arrays.equals(key, 0, key.length, bytes, from, to)) {
      return value;
    }
    value = make(bytes, from, to);
    keys[slot] = Arrays.copyOfRange(bytes, from, to);
    values[slot] = value;
    return value;
  }

  private String make(byte[] bytes, int from, int to) {
    return finish.apply(new String(bytes, from, to - from, StandardCharsets.UTF_8));
  }
}
