package io.trivet.metrics.prometheus;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Writes the files of chunks of a Prometheus block, each of at most 512 MiB. Owned by one thread.
final class ChunkFilesWriter implements AutoCloseable {
  private static final long MAX_FILE_BYTES = 512L << 20;

  private final Disk disk;
  private final Path directory;
  private final BytesWriter header = new BytesWriter(16);
  private @Nullable FileOutput current;
  private int files;

  /// @param directory exists and is empty
  ChunkFilesWriter(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /// Writes a chunk and returns by which number the index names it.
  long write(int encoding, BytesWriter data) throws IOException {
    FileOutput file = current;
    if (file == null || file.position() + data.length() + 16 > MAX_FILE_BYTES) {
      file = nextFile();
    }
    long reference = (long) (files - 1) << 32 | file.position();
    header.clear();
    header.putVarint(data.length());
    file.write(header);
    file.beginChecksum();
    header.clear();
    header.putByte(encoding);
    file.write(header);
    file.write(data);
    file.writeChecksum();
    return reference;
  }

  private FileOutput nextFile() throws IOException {
    finish();
    FileOutput file = new FileOutput(disk, directory.resolve(String.format("%06d", ++files)));
    current = file;
    file.writeInt(ChunkFiles.MAGIC);
    file.write(new byte[] {ChunkFiles.VERSION, 0, 0, 0}, 0, 4);
    return file;
  }

  /// Makes the files complete and durable.
  void finish() throws IOException {
    if (current != null) {
      current.finish();
      close();
    }
  }

  @Override
  public void close() throws IOException {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
