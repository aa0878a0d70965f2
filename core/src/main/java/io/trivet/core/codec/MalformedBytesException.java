package io.trivet.core.codec;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;

/// Bytes which do not follow their format, with the position where that shows.
public final class MalformedBytesException extends TrivetException {
  private final long position;

  public MalformedBytesException(long position, String problem) {
    super(ErrorKind.BAD_DATA, "byte " + position + ": " + problem);
    this.position = position;
  }

  /// Offset in the bytes that were read, from 0.
  public long position() {
    return position;
  }
}
