package io.trivet.scrape.exposition;

import io.trivet.core.label.LabelsBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The labels of one metric as offsets into the message. Owned by one thread; reused from metric to
/// metric.
final class ProtobufLabels {
  private final byte[] bytes;

  /// Name start, name end, value start, value end of each label.
  private int[] at = new int[64];

  private int size;

  ProtobufLabels(byte[] bytes) {
    this.bytes = bytes;
  }

  void clear() {
    size = 0;
  }

  /// Adds the place of an `io.prometheus.client.LabelPair`, which [#read] reads.
  void add(int from, int to) {
    if (size >= 4 * ExpositionParser.MAX_LABELS) {
      throw new ExpositionException("more than " + ExpositionParser.MAX_LABELS + " labels");
    }
    if (size == at.length) {
      at = Arrays.copyOf(at, 2 * size);
    }
    at[size] = from;
    at[size + 1] = to;
    size += 4;
  }

  /// Reads the labels that were added; one that has neither name nor value is none.
  void read(ProtobufCursor cursor) {
    int added = size;
    size = 0;
    for (int i = 0; i < added; i += 4) {
      read(cursor, at[i], at[i + 1]);
    }
  }

  private void read(ProtobufCursor cursor, int from, int to) {
    Arrays.fill(at, size, size + 4, 0);
    boolean named = false;
    cursor.over(from, to);
    while (cursor.nextField()) {
      if (cursor.field == 1 || cursor.field == 2) {
        cursor.readLength();
        named |= cursor.field == 1;
        int slot = size + 2 * (cursor.field - 1);
        at[slot] = cursor.from;
        at[slot + 1] = cursor.to;
      } else {
        cursor.skip();
      }
    }
    if (!named && at[size + 2] == at[size + 3]) {
      return;
    }
    if (at[size] == at[size + 1] || !Utf8.isValid(bytes, at[size], at[size + 1])) {
      throw new ExpositionException("invalid label name: " + text(size));
    }
    if (!Utf8.isValid(bytes, at[size + 2], at[size + 3])) {
      throw new ExpositionException("invalid label value: " + text(size + 2));
    }
    size += 4;
  }

  void hash(SeriesHash hash) {
    for (int i = 0; i < size; i += 2) {
      hash.add(bytes, at[i], at[i + 1]);
    }
  }

  /// Sets the labels. One that is also given with an empty value is left out, wherever that stands.
  ///
  /// @return a name that comes twice, null if none does
  @Nullable String set(LabelsBuilder into) {
    String twice = null;
    for (int i = 0; i < size; i += 4) {
      String name = text(i);
      if (isEmptyLabel(name)) {
        into.remove(name);
        continue;
      }
      twice = into.get(name).isEmpty() ? twice : name;
      into.set(name, text(i + 2));
    }
    return twice;
  }

  boolean isEmptyLabel(String name) {
    for (int i = 0; i < size; i += 4) {
      if (at[i + 2] == at[i + 3] && text(i).equals(name)) {
        return true;
      }
    }
    return false;
  }

  private String text(int slot) {
    return new String(bytes, at[slot], at[slot + 1] - at[slot], StandardCharsets.UTF_8);
  }
}
