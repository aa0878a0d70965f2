package io.trivet.metrics.otlp;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;

/// A metric or data point that has no counterpart among series. Its sender must change it.
public final class UntranslatableException extends TrivetException {
  public UntranslatableException(String problem) {
    super(ErrorKind.BAD_DATA, problem);
  }
}
