package io.trivet.core.label;

import java.util.Arrays;

/// Collects labels in any order and builds [Labels]. Setting an empty value removes the label.
/// Owned by one thread; reusable after [#reset].
public final class LabelsBuilder {
  private String[] pairs;
  private int length;

  public LabelsBuilder() {
    this.pairs = new String[16];
  }

  public LabelsBuilder(Labels base) {
    this.pairs = new String[Math.max(16, 2 * base.size() + 4)];
    reset(base);
  }

  /// Starts again from the given labels.
  public LabelsBuilder reset(Labels base) {
    length = 0;
    ensure(2 * base.size());
    for (int i = 0; i < base.size(); i++) {
      pairs[length++] = base.name(i);
      pairs[length++] = base.value(i);
    }
    return this;
  }

  /// Sets a label, keeping the order of names; an empty value removes it.
  public LabelsBuilder set(String name, String value) {
    int at = length;
    // Most input is sorted: look from the end.
    while (at > 0) {
      int order = Labels.compareText(pairs[at - 2], name);
      if (order < 0) {
        break;
      }
      at -= 2;
      if (order == 0) {
        if (value.isEmpty()) {
          System.arraycopy(pairs, at + 2, pairs, at, length - at - 2);
          length -= 2;
        } else {
          pairs[at + 1] = value;
        }
        return this;
      }
    }
    if (value.isEmpty()) {
      return this;
    }
    ensure(length + 2);
    System.arraycopy(pairs, at, pairs, at + 2, length - at);
    pairs[at] = name;
    pairs[at + 1] = value;
    length += 2;
    return this;
  }

  public LabelsBuilder remove(String name) {
    return set(name, "");
  }

  /// Current value of a label, "" when absent.
  public String get(String name) {
    for (int i = 0; i < length; i += 2) {
      if (pairs[i].equals(name)) {
        return pairs[i + 1];
      }
    }
    return "";
  }

  public int size() {
    return length / 2;
  }

  public Labels build() {
    return Labels.ofSorted(Arrays.copyOf(pairs, length));
  }

  private void ensure(int wanted) {
    if (wanted > pairs.length) {
      pairs = Arrays.copyOf(pairs, Math.max(wanted, 2 * pairs.length));
    }
  }
}
