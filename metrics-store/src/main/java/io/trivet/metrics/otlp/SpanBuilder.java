package io.trivet.metrics.otlp;

import java.util.Arrays;

/// Lays counts out in spans. Gaps of up to two empty buckets are filled, longer ones start a new
/// span. Owned by one thread.
final class SpanBuilder {
  private static final int LONGEST_FILLED_GAP = 2;

  private int[] spans = new int[4];
  private int spanLength;
  private double[] counts = new double[16];
  private int size;
  private int next;

  /// Adds to the bucket with this index; indexes must not descend.
  void add(int index, double count) {
    if (count == 0) {
      return;
    }
    if (size > 0 && index == next - 1) {
      counts[size - 1] += count;
      return;
    }
    if (size == 0 || index - next > LONGEST_FILLED_GAP) {
      if (spanLength + 2 > spans.length) {
        spans = Arrays.copyOf(spans, 2 * spanLength);
      }
      spans[spanLength] = size == 0 ? index : index - next;
      spans[spanLength + 1] = 0;
      spanLength += 2;
      next = index;
    }
    while (next <= index) {
      if (size == counts.length) {
        counts = Arrays.copyOf(counts, 2 * size);
      }
      counts[size++] = next == index ? count : 0;
      spans[spanLength - 1]++;
      next++;
    }
  }

  int[] spans() {
    return Arrays.copyOf(spans, spanLength);
  }

  double[] counts() {
    return Arrays.copyOf(counts, size);
  }
}
