package io.trivet.metrics.promql.function;

import io.trivet.metrics.histogram.IncompatibleHistogramsException;
import io.trivet.metrics.histogram.MutableHistogram;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import org.jspecify.annotations.Nullable;

/// Sum or mean of histograms. Mutable, owned by one thread.
public final class HistogramSum {
  private final boolean average;
  private @Nullable MutableHistogram sum;
  private double count;
  private boolean incremental;
  private boolean mixed;
  private boolean sawReset;
  private boolean sawNoReset;

  public HistogramSum(boolean average) {
    this.average = average;
  }

  /// @return false if this one does not go together with those before
  public boolean add(NativeHistogram histogram) {
    if (mixed) {
      return true;
    }
    sawReset |= histogram.resetHint == ResetHint.RESET;
    sawNoReset |= histogram.resetHint == ResetHint.NO_RESET;
    count++;
    MutableHistogram held = sum;
    if (held == null) {
      sum = new MutableHistogram(histogram);
      return true;
    }
    try {
      if (average && !incremental) {
        if (overflows(held, histogram)) {
          incremental = true;
          held.divide(count - 1);
        }
      }
      if (incremental) {
        held.scale((count - 1) / count);
        held.add(new MutableHistogram(histogram).divide(count));
      } else {
        held.add(histogram);
      }
      return true;
    } catch (IncompatibleHistogramsException e) {
      mixed = true;
      return false;
    }
  }

  private static boolean overflows(MutableHistogram held, NativeHistogram next)
      throws IncompatibleHistogramsException {
    if (held.isLarge() || new MutableHistogram(next).isLarge()) {
      return new MutableHistogram(held.build()).add(next).isInfinite();
    }
    return false;
  }

  /// Adds what another sum holds. Only for sums, not for means.
  ///
  /// @return false if it does not go together with what is here
  public boolean merge(HistogramSum other) {
    mixed |= other.mixed;
    sawReset |= other.sawReset;
    sawNoReset |= other.sawNoReset;
    count += other.count;
    MutableHistogram held = sum;
    if (held == null) {
      sum = other.sum;
    } else if (other.sum != null && !mixed) {
      try {
        held.add(other.sum);
      } catch (IncompatibleHistogramsException e) {
        mixed = true;
        return false;
      }
    }
    return true;
  }

  /// Whether histograms with exponential and custom buckets met.
  public boolean isMixed() {
    return mixed;
  }

  public boolean hintsCollided() {
    return sawReset && sawNoReset;
  }

  public boolean wasReconciled() {
    return sum != null && sum.wasReconciled();
  }

  /// The result; null if nothing was added or what was added does not go together.
  public @Nullable NativeHistogram value() {
    MutableHistogram held = sum;
    if (held == null || mixed) {
      return null;
    }
    return average && !incremental && count > 1 ? held.divide(count).build() : held.build();
  }
}
