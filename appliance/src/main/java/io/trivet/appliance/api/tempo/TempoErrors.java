package io.trivet.appliance.api.tempo;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.ErrorBody;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.text.QueryParseException;

/// Failures as Tempo tells them: plain text.
final class TempoErrors {
  static final ErrorBody ERRORS =
      (request, failure) -> {
        int status = failure.kind() == ErrorKind.QUERY_LIMIT ? 400 : failure.kind().httpStatus();
        return Answer.text(status, failure.message());
      };

  private TempoErrors() {}

  static TrivetException bad(String message) {
    return new TrivetException(ErrorKind.BAD_DATA, message);
  }

  /// The same failure with the position in Tempo's words.
  static TrivetException parse(QueryParseException e) {
    return new TrivetException(
        e.kind(),
        "invalid TraceQL query: parse error at line "
            + e.line()
            + ", col "
            + e.column()
            + ": "
            + e.problem(),
        e);
  }
}
