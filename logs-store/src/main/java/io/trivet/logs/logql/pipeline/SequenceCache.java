package io.trivet.logs.logql.pipeline;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A bounded map from label sequences to values which does not allocate on a hit: fill [#key],
/// [#find], and [#put] what was missing. Forgets everything when it is full. Owned by one thread.
public final class SequenceCache<V> {
  private final int capacity;
  private final LabelSequence key = new LabelSequence();
  private @Nullable String[] @Nullable [] keys = new String[64][];
  private @Nullable Object[] values = new Object[64];
  private int size;

  public SequenceCache(int capacity) {
    this.capacity = capacity;
  }

  public void clear() {
    if (size > 0) {
      Arrays.fill(keys, null);
      Arrays.fill(values, null);
      size = 0;
    }
  }

  /// The key to fill, empty.
  public LabelSequence key() {
    key.clear();
    return key;
  }

  /// The value of the key as filled, null if there is none.
  @SuppressWarnings("unchecked")
  public @Nullable V find() {
    return (V) values[slot(keys, key)];
  }

  public void put(V value) {
    if (size >= capacity) {
      clear();
    }
    if (2 * size >= keys.length) {
      grow();
    }
    int slot = slot(keys, key);
    keys[slot] = key.copy();
    values[slot] = value;
    size++;
  }

  private static int slot(@Nullable String[] @Nullable [] table, LabelSequence wanted) {
    int mask = table.length - 1;
    int slot = wanted.hash() & mask;
    while (true) {
      @Nullable String[] at = table[slot];
      if (at == null || wanted.equalTo(at)) {
        return slot;
      }
      slot = slot + 1 & mask;
    }
  }

  private void grow() {
    @Nullable String[] @Nullable [] oldKeys = keys;
    @Nullable Object[] oldValues = values;
    keys = new String[2 * oldKeys.length][];
    values = new Object[keys.length];
    LabelSequence moved = new LabelSequence();
    for (int i = 0; i < oldKeys.length; i++) {
      @Nullable String[] old = oldKeys[i];
      if (old != null) {
        moved.clear();
        for (String text : old) {
          moved.add(text);
        }
        int slot = slot(keys, moved);
        keys[slot] = old;
        values[slot] = oldValues[i];
      }
    }
  }
}
