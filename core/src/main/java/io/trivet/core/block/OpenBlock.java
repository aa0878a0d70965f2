package io.trivet.core.block;

import java.io.IOException;

/// A block that is open for reading. Closed by the [BlockSet] it is in.
public interface OpenBlock extends AutoCloseable {
  BlockMeta meta();

  @Override
  void close() throws IOException;
}
