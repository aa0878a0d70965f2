package io.trivet.appliance.api.otlp.metrics;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;

/// The labels of a data point are over a limit of this server.
final class OverLimitException extends TrivetException {
  OverLimitException(String problem) {
    super(ErrorKind.BAD_DATA, problem);
  }
}
