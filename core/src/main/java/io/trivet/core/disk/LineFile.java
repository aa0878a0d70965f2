package io.trivet.core.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A file to whose end lines are added, as to a log. What others do to the file, such as cutting
/// it, holds for the next line. Not made durable. Safe for use from any thread.
public final class LineFile implements AutoCloseable {
  private final WritableFile file;

  private LineFile(WritableFile file) {
    this.file = file;
  }

  /// Opens a file, which is made if it does not exist.
  public static LineFile open(Disk disk, Path path) throws IOException {
    try {
      return new LineFile(disk.openForWriting(path));
    } catch (NoSuchFileException absent) {
      try {
        return new LineFile(disk.create(path));
      } catch (FileAlreadyExistsException other) {
        return new LineFile(disk.openForWriting(path));
      }
    }
  }

  /// Adds bytes, line feed included, at the end of the file.
  public synchronized void add(byte[] line) throws IOException {
    file.write(file.length(), ByteBuffer.wrap(line));
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
