package io.trivet.core.index;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/// The ids that have one label name, by value: an open-addressing map from value symbol to posting
/// list. Most values of a high-cardinality label have a handful of ids, so lists begin as small
/// arrays (count, then ids) and become bitmaps when they grow. Ids are added in ascending order.
final class ValuePostings {
  private static final int MAX_ARRAY_IDS = 14;
  private static final int NEW_VALUE_BYTES = 56;
  private static final int BITMAP_BYTES = 200;
  private static final int ID_BYTES = 5;

  private int[] keys = new int[8];
  private @Nullable Object[] lists = new Object[8];
  private int size;
  private final RoaringBitmap all = new RoaringBitmap();

  ValuePostings() {
    Arrays.fill(keys, -1);
  }

  /// Number of distinct values.
  int size() {
    return size;
  }

  /// Ids with any value. Not to be changed.
  RoaringBitmap all() {
    return all;
  }

  /// @return how many bytes of heap that took, roughly
  int add(int valueSymbol, int id) {
    all.add(id);
    int slot = slot(valueSymbol);
    if (keys[slot] < 0) {
      if (2 * (size + 1) > keys.length) {
        grow();
        slot = slot(valueSymbol);
      }
      keys[slot] = valueSymbol;
      lists[slot] = new int[] {1, id};
      size++;
      return NEW_VALUE_BYTES;
    }
    Object list = lists[slot];
    if (list instanceof RoaringBitmap bitmap) {
      bitmap.add(id);
    } else if (list instanceof int[] ids) {
      int count = ids[0];
      if (count == MAX_ARRAY_IDS) {
        RoaringBitmap bitmap = new RoaringBitmap();
        for (int i = 1; i <= count; i++) {
          bitmap.add(ids[i]);
        }
        bitmap.add(id);
        lists[slot] = bitmap;
        return BITMAP_BYTES;
      }
      if (count + 1 == ids.length) {
        ids = Arrays.copyOf(ids, Math.min(MAX_ARRAY_IDS + 1, 2 * ids.length));
        lists[slot] = ids;
      }
      ids[count + 1] = id;
      ids[0] = count + 1;
    }
    return ID_BYTES;
  }

  /// Adds the ids of a value to a bitmap.
  void collect(int valueSymbol, RoaringBitmap into) {
    Object list = lists[slot(valueSymbol)];
    if (list instanceof RoaringBitmap bitmap) {
      into.or(bitmap);
    } else if (list instanceof int[] ids) {
      for (int i = 1; i <= ids[0]; i++) {
        into.add(ids[i]);
      }
    }
  }

  /// Whether any id of a value is in a set.
  boolean intersects(int valueSymbol, RoaringBitmap set) {
    Object list = lists[slot(valueSymbol)];
    if (list instanceof RoaringBitmap bitmap) {
      return RoaringBitmap.intersects(bitmap, set);
    }
    if (list instanceof int[] ids) {
      for (int i = 1; i <= ids[0]; i++) {
        if (set.contains(ids[i])) {
          return true;
        }
      }
    }
    return false;
  }

  /// The symbols of all values, in no order.
  int[] values() {
    int[] values = new int[size];
    int count = 0;
    for (int key : keys) {
      if (key >= 0) {
        values[count++] = key;
      }
    }
    return values;
  }

  private int slot(int key) {
    int mask = keys.length - 1;
    int slot = (key * 0x9e3779b9 >>> 7) & mask;
    while (keys[slot] >= 0 && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    int[] oldKeys = keys;
    @Nullable Object[] oldLists = lists;
    keys = new int[2 * oldKeys.length];
    lists = new Object[keys.length];
    Arrays.fill(keys, -1);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] >= 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        lists[slot] = oldLists[i];
      }
    }
  }
}
