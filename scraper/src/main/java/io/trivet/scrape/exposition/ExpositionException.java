package io.trivet.scrape.exposition;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;

/// An exposition that cannot be read. The whole scrape fails.
final class ExpositionException extends TrivetException {
  ExpositionException(String message) {
    super(ErrorKind.BAD_DATA, message);
  }
}
