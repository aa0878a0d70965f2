package io.trivet.metrics.prometheus;

import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.disk.CorruptFileException;
import io.trivet.core.disk.Disk;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.prometheus.chunk.ChunkDecoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The files of chunks of a Prometheus block. Owned by one thread.
///
/// Source: `tsdb/docs/format/chunks.md` of Prometheus.
final class ChunkFiles implements AutoCloseable {
  static final int MAGIC = 0x85BD40DD;
  static final int VERSION = 1;
  static final int HEADER_BYTES = 8;

  /// Chunks have about 120 samples; more than any has, even of large histograms.
  private static final int MAX_CHUNK_BYTES = 16 << 20;

  private final Disk disk;
  private final List<Path> files;
  private final ChunkDecoder decoder = new ChunkDecoder();
  private @Nullable FileWindow current;
  private int currentNumber = -1;

  ChunkFiles(Disk disk, Path directory) throws IOException {
    this.disk = disk;
    this.files =
        disk.list(directory).stream()
            .filter(path -> String.valueOf(path.getFileName()).chars().allMatch(Character::isDigit))
            .toList();
  }

  private FileWindow file(long reference, Path index) throws IOException {
    long number = reference >>> 32;
    if (number >= files.size()) {
      throw new CorruptFileException(
          index, 0, "a chunk in file " + (number + 1) + " of " + files.size());
    }
    FileWindow file = current;
    if (file != null && number == currentNumber) {
      return file;
    }
    close();
    file = new FileWindow(disk, files.get((int) number));
    current = file;
    currentNumber = (int) number;
    if (file.getInt(0) != MAGIC) {
      throw file.corrupt(0, "not a file of chunks");
    }
    if (file.getByte(4) != VERSION) {
      throw new IOException(
          files.get((int) number) + " is of version " + file.getByte(4) + ", not " + VERSION);
    }
    return file;
  }

  /// Appends the samples of a chunk.
  ///
  /// @param index the file which names the chunk, for an error
  void read(long reference, Path index, SampleBuffer into) throws IOException {
    FileWindow file = file(reference, index);
    long position = reference & 0xffffffffL;
    int length = file.getLength(position, MAX_CHUNK_BYTES);
    long encodingAt = position + FileWindow.varintBytes(length);
    file.verify(encodingAt, length + 1, "a chunk");
    int encoding = file.getByte(encodingAt);
    if (!ChunkDecoder.knows(encoding)) {
      throw new IOException(
          files.get(currentNumber)
              + " at byte "
              + position
              + ": a chunk of encoding "
              + encoding
              + ", written by a Prometheus newer than what is understood");
    }
    int at = file.load(encodingAt + 1, length);
    try {
      decoder.decode(encoding, file.bytes(), at, length, into);
    } catch (MalformedBytesException e) {
      throw file.corrupt(position, "a chunk: " + e.reason());
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
