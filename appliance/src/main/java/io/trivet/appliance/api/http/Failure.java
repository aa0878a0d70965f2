package io.trivet.appliance.api.http;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a caller may know of something that was thrown. The only place where exceptions become
/// answers, for HTTP and gRPC alike.
public record Failure(ErrorKind kind, String message) {
  private static final Logger log = LoggerFactory.getLogger(Failure.class);

  /// The failure behind an exception. What is not a [TrivetException] is logged and told only as an
  /// internal error.
  ///
  /// @param doing what was tried, for the log
  public static Failure of(Throwable thrown, String doing) {
    Throwable cause = thrown;
    while ((cause instanceof ExecutionException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case TrivetException known -> {
        if (known.kind() == ErrorKind.INTERNAL) {
          log.error("{} failed", doing, known);
        }
        yield new Failure(known.kind(), known.reason());
      }
      case CancellationException canceled ->
          new Failure(ErrorKind.CANCELED, "the request was canceled");
      case OutOfMemoryError memory -> {
        log.error("{} ran out of memory", doing, memory);
        yield new Failure(
            ErrorKind.UNAVAILABLE, "not enough memory for this request; ask for less");
      }
      case StackOverflowError deep -> {
        log.error("{} nested too deeply", doing);
        yield new Failure(ErrorKind.BAD_DATA, "the request is nested too deeply");
      }
      default -> {
        log.error("{} failed", doing, cause);
        yield new Failure(ErrorKind.INTERNAL, "internal error; the log of the server says more");
      }
    };
  }
}
