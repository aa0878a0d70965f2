package io.trivet.logs.logql.pipeline;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;

/// A stage which cannot be made ready to run because of what the query says in it.
final class PipelineException extends TrivetException {
  public PipelineException(String problem) {
    super(ErrorKind.BAD_DATA, problem);
  }
}
