package io.trivet.metrics.block.v1;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.MalformedBytesException;

/// A page of time columns with their positions. Immutable.
final class TimePage implements PageCache.Page {
  final byte[] content;
  final int[] positions;

  TimePage(byte[] content) {
    this.content = content;
    BytesReader in = new BytesReader(content);
    int columns = in.getLength(content.length);
    int[] lengths = new int[columns];
    for (int i = 0; i < columns; i++) {
      lengths[i] = in.getLength(content.length);
    }
    positions = new int[columns + 1];
    int at = in.position();
    for (int i = 0; i < columns; i++) {
      positions[i] = at;
      at += lengths[i];
    }
    positions[columns] = at;
    if (at != content.length) {
      throw new MalformedBytesException(at, "time columns do not end the page");
    }
  }

  @Override
  public int bytes() {
    return content.length + 4 * positions.length;
  }
}
