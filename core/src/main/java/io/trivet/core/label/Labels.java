package io.trivet.core.label;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// An immutable set of labels, sorted by name, without empty values (an absent label and an empty
/// one are the same thing in all three query languages). Names and values are any Unicode text.
///
/// Order of names and of whole sets is the order of their UTF-8 bytes, as Prometheus has it. Safe
/// for use from any thread.
public final class Labels implements Comparable<Labels> {
  /// The label that holds the name of a metric.
  public static final String METRIC_NAME = "__name__";

  public static final Labels EMPTY = new Labels(new String[0]);

  /// What a text takes besides its characters.
  private static final int TEXT_BYTES = 48;

  /// name, value, name, value ...
  private final String[] pairs;

  private int hash;

  private Labels(String[] pairs) {
    this.pairs = pairs;
  }

  /// Labels of alternating names and values in any order; of a repeated name the last value counts,
  /// empty values are left out.
  public static Labels of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("a label name without a value");
    }
    LabelsBuilder builder = new LabelsBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.set(namesAndValues[i], namesAndValues[i + 1]);
    }
    return builder.build();
  }

  public static Labels of(Map<String, String> labels) {
    LabelsBuilder builder = new LabelsBuilder();
    labels.forEach(builder::set);
    return builder.build();
  }

  /// Takes over an array of alternating names and values which is already sorted by name, without
  /// repeated names and without empty values. The caller must not change the array afterwards.
  public static Labels ofSorted(String[] namesAndValues) {
    return namesAndValues.length == 0 ? EMPTY : new Labels(namesAndValues);
  }

  /// Number of labels.
  public int size() {
    return pairs.length / 2;
  }

  /// Bytes of heap, roughly, without names, which are few and shared.
  public long heapBytes() {
    long bytes = 40 + 4L * pairs.length;
    for (int i = 1; i < pairs.length; i += 2) {
      bytes += TEXT_BYTES + pairs[i].length();
    }
    return bytes;
  }

  public boolean isEmpty() {
    return pairs.length == 0;
  }

  /// Name of the label at a position in `0 .. size() - 1`.
  public String name(int index) {
    return pairs[2 * index];
  }

  /// Value of the label at a position in `0 .. size() - 1`.
  public String value(int index) {
    return pairs[2 * index + 1];
  }

  /// Value of a label, "" when absent.
  public String get(String name) {
    String value = find(name);
    return value == null ? "" : value;
  }

  public boolean has(String name) {
    return find(name) != null;
  }

  /// Value of `__name__`, "" when absent.
  public String metricName() {
    return get(METRIC_NAME);
  }

  private @Nullable String find(String name) {
    // Label sets are small: comparing all names is faster than a binary search by code points.
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        return pairs[i + 1];
      }
    }
    return null;
  }

  public void forEach(BiConsumer<String, String> action) {
    for (int i = 0; i < pairs.length; i += 2) {
      action.accept(pairs[i], pairs[i + 1]);
    }
  }

  /// The labels whose names satisfy the condition.
  public Labels filter(Predicate<String> names) {
    String[] kept = new String[pairs.length];
    int n = 0;
    for (int i = 0; i < pairs.length; i += 2) {
      if (names.test(pairs[i])) {
        kept[n++] = pairs[i];
        kept[n++] = pairs[i + 1];
      }
    }
    return n == pairs.length ? this : ofSorted(Arrays.copyOf(kept, n));
  }

  /// Only the named labels.
  public Labels keep(Collection<String> names) {
    return filter(names::contains);
  }

  /// All but the named labels.
  public Labels drop(Collection<String> names) {
    return filter(name -> !names.contains(name));
  }

  public Labels drop(String name) {
    return has(name) ? filter(n -> !n.equals(name)) : this;
  }

  public Labels withoutMetricName() {
    return drop(METRIC_NAME);
  }

  /// These labels with one set; an empty value removes it.
  public Labels with(String name, String value) {
    return new LabelsBuilder(this).set(name, value).build();
  }

  /// Names and values in a new sorted map.
  public Map<String, String> toMap() {
    Map<String, String> map = new TreeMap<>(Labels::compareText);
    forEach(map::put);
    return map;
  }

  /// Compares two texts by the order of their UTF-8 bytes, which is the order of code points.
  public static int compareText(String a, String b) {
    int n = Math.min(a.length(), b.length());
    for (int i = 0; i < n; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean xSurrogate = Character.isSurrogate(x);
        return xSurrogate == Character.isSurrogate(y) ? x - y : xSurrogate ? 1 : -1;
      }
    }
    return a.length() - b.length();
  }

  @Override
  public int compareTo(Labels other) {
    int n = Math.min(pairs.length, other.pairs.length);
    for (int i = 0; i < n; i++) {
      int order = compareText(pairs[i], other.pairs[i]);
      if (order != 0) {
        return order;
      }
    }
    return pairs.length - other.pairs.length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || other instanceof Labels that && Arrays.equals(pairs, that.pairs);
  }

  @Override
  public int hashCode() {
    int h = hash;
    if (h == 0) {
      h = Arrays.hashCode(pairs);
      hash = h;
    }
    return h;
  }

  /// `{a="1", b="2"}`, with quoted names where they are not plain identifiers.
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("{");
    for (int i = 0; i < pairs.length; i += 2) {
      if (i > 0) {
        out.append(", ");
      }
      if (isPlainName(pairs[i])) {
        out.append(pairs[i]);
      } else {
        quote(pairs[i], out);
      }
      out.append('=');
      quote(pairs[i + 1], out);
    }
    return out.append('}').toString();
  }

  /// Whether a name is `[a-zA-Z_][a-zA-Z0-9_]*`, the label names which need no quotes.
  public static boolean isPlainName(String name) {
    if (name.isEmpty() || name.charAt(0) >= '0' && name.charAt(0) <= '9') {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_')) {
        return false;
      }
    }
    return true;
  }

  /// Appends the text in double quotes with the escapes that Go, PromQL, LogQL and TraceQL read.
  public static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      escape(text.charAt(i), out);
    }
    out.append('"');
  }

  /// Appends one character as it stands in double quotes.
  public static void escape(char c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case 0x07 -> out.append("\\a");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case 0x0b -> out.append("\\v");
      default -> {
        if (c < 0x20 || c == 0x7f) {
          out.append(String.format("\\x%02x", (int) c));
        } else {
          out.append(c);
        }
      }
    }
  }
}
