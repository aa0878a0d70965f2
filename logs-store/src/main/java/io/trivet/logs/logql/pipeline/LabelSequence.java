package io.trivet.logs.logql.pipeline;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Texts one after the other, with nulls between groups: the key of a [SequenceCache].
public final class LabelSequence {
  private @Nullable String[] texts = new String[32];
  private int size;
  private int hash;

  void clear() {
    size = 0;
    hash = 0;
  }

  public void add(@Nullable String text) {
    if (size == texts.length) {
      texts = Arrays.copyOf(texts, 2 * size);
    }
    texts[size++] = text;
    hash = 31 * hash + (text == null ? 7 : text.hashCode());
  }

  int hash() {
    return hash ^ hash >>> 16;
  }

  @Nullable String[] copy() {
    return Arrays.copyOf(texts, size);
  }

  @SuppressWarnings("ReferenceEquality") // a short cut before equals
  boolean equalTo(@Nullable String[] other) {
    if (other.length != size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      String a = texts[i];
      String b = other[i];
      // Texts come from caches: mostly the same object.
      if (a != b && (a == null || !a.equals(b))) {
        return false;
      }
    }
    return true;
  }
}
