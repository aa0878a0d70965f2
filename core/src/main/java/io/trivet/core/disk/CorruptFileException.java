package io.trivet.core.disk;

import java.io.IOException;
import java.nio.file.Path;

/// A file whose content cannot be what was written: restore it or let it be put aside.
public final class CorruptFileException extends IOException {
  public CorruptFileException(Path file, long offset, String problem) {
    super(file + " at byte " + offset + ": " + problem);
  }
}
