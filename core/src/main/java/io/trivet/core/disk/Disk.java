package io.trivet.core.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// What Trivet asks of a file system. Safe for use from any thread.
public interface Disk {
  /// Makes a new, empty file to write.
  ///
  /// @throws java.nio.file.FileAlreadyExistsException if it exists
  WritableFile create(Path file) throws IOException;

  /// Opens a file that exists to write at any position.
  WritableFile openForWriting(Path file) throws IOException;

  /// @throws java.nio.file.NoSuchFileException if it does not exist
  ReadableFile open(Path file) throws IOException;

  /// Whole content of a small file.
  ///
  /// @param maxBytes larger files are refused with an IOException
  byte[] readAll(Path file, int maxBytes) throws IOException;

  /// Files and directories in a directory, sorted by name; empty if it does not exist.
  List<Path> list(Path directory) throws IOException;

  boolean exists(Path path);

  boolean isDirectory(Path path);

  void createDirectories(Path directory) throws IOException;

  /// Renames, replacing a file of the new name, and forces the parent directory of the new name.
  void publish(Path temporary, Path published) throws IOException;

  /// Makes the entries of a directory durable.
  void forceDirectory(Path directory) throws IOException;

  /// A second name for a file; falls back to a copy where links are not possible.
  void link(Path existing, Path link) throws IOException;

  /// Deletes a file or a directory with everything in it; nothing happens if it does not exist.
  void delete(Path path) throws IOException;

  /// Bytes of a file, or of all files in a directory.
  long sizeBytes(Path path) throws IOException;

  /// Bytes free for us on the volume of a path.
  long usableBytes(Path path) throws IOException;
}
