package io.trivet.core.codec;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;

/// Bytes which do not follow their format, with the position where that shows.
public final class MalformedBytesException extends TrivetException {
  private final long position;
  private final boolean truncated;

  public MalformedBytesException(long position, String problem) {
    this(position, problem, false);
  }

  private MalformedBytesException(long position, String problem, boolean truncated) {
    super(ErrorKind.BAD_DATA, "byte " + position + ": " + problem);
    this.position = position;
    this.truncated = truncated;
  }

  /// The bytes end before what they began.
  public static MalformedBytesException truncated(long position, String problem) {
    return new MalformedBytesException(position, problem, true);
  }

  /// Whether the bytes end before what they began.
  public boolean isTruncated() {
    return truncated;
  }

  /// Offset in the bytes that were read, from 0.
  public long position() {
    return position;
  }
}
