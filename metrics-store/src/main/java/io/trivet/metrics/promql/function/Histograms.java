package io.trivet.metrics.promql.function;

import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;

/// Small helps for histograms in functions.
final class Histograms {
  private Histograms() {}

  /// A histogram without observations in the layout of another.
  static NativeHistogram emptyLike(NativeHistogram layout) {
    return new NativeHistogram(
        ResetHint.UNKNOWN,
        layout.schema,
        0,
        0,
        0,
        0,
        null,
        null,
        null,
        null,
        layout.customBounds,
        false);
  }

  /// Whether two samples are equal in everything but the reset hint.
  static boolean sameSample(NativeHistogram a, NativeHistogram b) {
    NativeHistogram x = new io.trivet.metrics.histogram.MutableHistogram(a).build();
    NativeHistogram y =
        new io.trivet.metrics.histogram.MutableHistogram(b).hint(a.resetHint).build();
    return x.equals(y);
  }
}
