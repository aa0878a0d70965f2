package io.trivet.appliance;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Keeps a data directory for this process: the file `lock` in it is locked until closed, or until
/// the process ends in whatever way.
final class DataDirectory implements AutoCloseable {
  private static final String FILE = "lock";

  private final Path path;
  private final FileChannel channel;

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /// A directory in it.
  Path resolve(String name) {
    return path.resolve(name);
  }

  /// @param path a directory that exists
  /// @throws TrivetException of kind CONFLICT if another process has it
  static DataDirectory lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = tryLock(channel) != null;
      if (!locked) {
        throw new TrivetException(
            ErrorKind.CONFLICT,
            "the data directory "
                + path
                + " is in use by another process of Trivet; stop it or choose another directory"
                + " with --data");
      }
      return new DataDirectory(path, channel);
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Locked by this process itself.
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
