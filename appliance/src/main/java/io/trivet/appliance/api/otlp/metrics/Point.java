package io.trivet.appliance.api.otlp.metrics;

import io.trivet.core.codec.ProtoReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One data point of any kind, reused from point to point. Owned by one thread.
final class Point {
  /// Numbers that grow.
  static final class Numbers {
    double[] values = new double[16];
    int size;

    void add(double value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    double[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }

  private static final int NO_RECORDED_VALUE = 1;

  byte[] bytes = {};

  /// Start and length of each attribute and exemplar message in [#bytes], in pairs.
  int[] attributes = new int[32];

  int attributeCount;
  int[] exemplars = new int[8];
  int exemplarCount;

  long startMs;
  long timeMs;
  private long flags;
  double value;
  double count;
  double sum;
  boolean hasSum;
  int scale;
  double zeroCount;
  int positiveOffset;
  int negativeOffset;

  /// Counts of explicit buckets, or of the positive exponential ones.
  final Numbers counts = new Numbers();

  final Numbers negativeCounts = new Numbers();

  /// Bounds of explicit buckets, or the quantiles of a summary.
  final Numbers bounds = new Numbers();

  final Numbers quantileValues = new Numbers();

  void clear(byte[] source) {
    bytes = source;
    attributeCount = 0;
    exemplarCount = 0;
    startMs = 0;
    timeMs = 0;
    flags = 0;
    value = 0;
    count = 0;
    sum = 0;
    hasSum = false;
    scale = 0;
    zeroCount = 0;
    positiveOffset = 0;
    negativeOffset = 0;
    counts.size = 0;
    negativeCounts.size = 0;
    bounds.size = 0;
    quantileValues.size = 0;
  }

  void flags(long said) {
    flags = said;
  }

  /// Whether the point says only that its series has ended.
  boolean isStale() {
    return (flags & NO_RECORDED_VALUE) != 0;
  }

  void addAttribute(int at, int length) {
    attributes = with(attributes, attributeCount++, at, length);
  }

  void addExemplar(int at, int length) {
    exemplars = with(exemplars, exemplarCount++, at, length);
  }

  private static int[] with(int[] ranges, int number, int at, int length) {
    int[] all = 2 * number == ranges.length ? Arrays.copyOf(ranges, 2 * ranges.length) : ranges;
    all[2 * number] = at;
    all[2 * number + 1] = length;
    return all;
  }

  /// The attributes with their values as text.
  Map<String, String> attributeTexts() {
    Map<String, String> texts = new LinkedHashMap<>();
    ProtoReader in = new ProtoReader();
    for (int i = 0; i < attributeCount; i++) {
      // The range holds the whole field, so that it can be entered.
      in.reset(bytes, attributes[2 * i], attributes[2 * i + 1]);
      while (in.next()) {
        AttributeText.read(in, texts);
      }
    }
    return texts;
  }

  /// The exemplars in the order of their times.
  List<PointExemplar> exemplarList() {
    List<PointExemplar> list = new ArrayList<>(exemplarCount);
    for (int i = 0; i < exemplarCount; i++) {
      list.add(PointExemplar.read(bytes, exemplars[2 * i], exemplars[2 * i + 1]));
    }
    list.sort((a, b) -> Long.compare(a.timeMs(), b.timeMs()));
    return list;
  }
}
