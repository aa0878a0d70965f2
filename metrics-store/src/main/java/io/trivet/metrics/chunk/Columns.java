package io.trivet.metrics.chunk;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.MalformedBytesException;

/// What the columns have in common.
final class Columns {
  private Columns() {}

  static MalformedBytesException malformed(BytesReader in, String problem) {
    return new MalformedBytesException(in.position(), problem);
  }
}
