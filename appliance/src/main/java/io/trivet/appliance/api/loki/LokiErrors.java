package io.trivet.appliance.api.loki;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.ErrorBody;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.text.QueryParseException;

/// Failures as Loki tells them: plain text.
final class LokiErrors {
  static final ErrorBody ERRORS =
      (request, failure) ->
          Answer.text(status(failure.kind()), failure.message() + "\n")
              .with("X-Content-Type-Options", "nosniff");

  private LokiErrors() {}

  private static int status(ErrorKind kind) {
    return kind == ErrorKind.QUERY_LIMIT ? 400 : kind.httpStatus();
  }

  /// The same failure with the position in Loki's words.
  static TrivetException parse(QueryParseException e) {
    return new TrivetException(
        e.kind(),
        "parse error at line " + e.line() + ", col " + e.column() + ": " + e.problem(),
        e);
  }

  static TrivetException bad(String message) {
    return new TrivetException(ErrorKind.BAD_DATA, message);
  }
}
