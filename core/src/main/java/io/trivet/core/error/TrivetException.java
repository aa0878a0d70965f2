package io.trivet.core.error;

import org.jspecify.annotations.Nullable;

/// A failure which is meant for the caller: the message says what is wrong and what to do, and
/// holds nothing that the caller may not see. Anything else that is thrown is a fault of ours and
/// reaches the caller as [ErrorKind#INTERNAL] without its text.
public class TrivetException extends RuntimeException {
  private final ErrorKind kind;

  public TrivetException(ErrorKind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public TrivetException(ErrorKind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public ErrorKind kind() {
    return kind;
  }

  /// The message, never null.
  public String reason() {
    String message = getMessage();
    return message == null ? kind.name() : message;
  }
}
