package io.trivet.metrics.histogram;

/// Two histograms cannot be combined: one has exponential buckets, the other custom ones.
public final class IncompatibleHistogramsException extends Exception {
  private static final long serialVersionUID = 1;

  IncompatibleHistogramsException() {
    super(
        "cannot apply this operation on histograms with a mix of exponential and custom bucket"
            + " schemas",
        null,
        false,
        false);
  }
}
