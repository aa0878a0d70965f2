package io.trivet.appliance.api.http;

/// How a protocol tells a failure.
@FunctionalInterface
public interface ErrorBody {
  /// The message as plain text with a line feed; the status of the kind. The way of Loki, Tempo and
  /// of requests which belong to no protocol.
  ErrorBody TEXT =
      (request, failure) ->
          Answer.text(failure.kind().httpStatus(), failure.message() + "\n")
              .with("X-Content-Type-Options", "nosniff");

  Answer answer(Request request, Failure failure);
}
