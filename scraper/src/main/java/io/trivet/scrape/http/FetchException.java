package io.trivet.scrape.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A fetch that did not succeed; the message is meant for the user.
public final class FetchException extends IOException {
  /// Message of a body that is too large.
  public static final String BODY_LIMIT = "body size limit exceeded";

  public FetchException(String message) {
    super(message);
  }

  public FetchException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// The message, never null.
  public String reason() {
    String message = getMessage();
    return message == null ? "fetch failed" : message;
  }
}
