package io.trivet.metrics.block.v1;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.codec.Zstd;
import io.trivet.core.disk.CheckedFileReader;
import io.trivet.core.disk.CorruptFileException;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.FileFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.CRC32C;

/// Reads the pages of a paged file. Safe for use from any thread.
final class PagedFile implements AutoCloseable {
  private static final int MAX_DIRECTORY_BYTES = 256 * 1024 * 1024;
  private static final int MAX_PAGE_BYTES = 512 * 1024 * 1024;

  private final CheckedFileReader file;
  private final long[] firstItems;
  private final long[] positions;
  private final int[] storedBytes;
  private final int[] contentBytes;
  private final int[] checksums;
  private final Queue<Zstd> decompressors = new ConcurrentLinkedQueue<>();

  PagedFile(Disk disk, Path path, FileFormat format) throws IOException {
    this.file = new CheckedFileReader(disk, path, format);
    try {
      long end = file.length() - 4;
      byte[] length = new byte[4];
      file.read(end, length, 0, 4);
      int bytes = new BytesReader(length).getInt();
      if (bytes < 1 || bytes > Math.min(end, MAX_DIRECTORY_BYTES)) {
        throw new CorruptFileException(path, end, "directory of " + bytes + " bytes");
      }
      byte[] directory = new byte[bytes];
      file.read(end - bytes, directory, 0, bytes);
      BytesReader in = new BytesReader(directory);
      int pages = in.getLength(bytes);
      firstItems = new long[pages];
      positions = new long[pages];
      storedBytes = new int[pages];
      contentBytes = new int[pages];
      checksums = new int[pages];
      long item = 0;
      long position = 0;
      for (int i = 0; i < pages; i++) {
        item += in.getVarint();
        firstItems[i] = item;
        positions[i] = position;
        storedBytes[i] = in.getLength(MAX_PAGE_BYTES);
        contentBytes[i] = in.getLength(MAX_PAGE_BYTES);
        checksums[i] = in.getInt();
        position += storedBytes[i];
      }
      if (position != end - bytes) {
        throw new CorruptFileException(path, position, "pages do not end at the directory");
      }
    } catch (MalformedBytesException e) {
      file.close();
      throw new CorruptFileException(path, 0, "directory of pages: " + e.getMessage());
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  int pages() {
    return firstItems.length;
  }

  /// The page that holds an item; -1 if it is before the first page.
  int pageOf(long item) {
    int at = Arrays.binarySearch(firstItems, item);
    return at >= 0 ? at : -at - 2;
  }

  long firstItem(int page) {
    return firstItems[page];
  }

  /// Content of a page, its checksum verified.
  byte[] read(int page) throws IOException {
    byte[] stored = new byte[storedBytes[page]];
    file.read(positions[page], stored, 0, stored.length);
    CRC32C crc = new CRC32C();
    crc.update(stored);
    if ((int) crc.getValue() != checksums[page]) {
      throw new CorruptFileException(
          file.path(), positions[page], "wrong checksum of page " + page);
    }
    if (stored.length == contentBytes[page]) {
      return stored;
    }
    byte[] content = new byte[contentBytes[page]];
    Zstd zstd = decompressors.poll();
    if (zstd == null) {
      zstd = new Zstd();
    }
    try {
      zstd.decompress(stored, 0, stored.length, content, 0, content.length);
    } catch (MalformedBytesException e) {
      throw new CorruptFileException(file.path(), positions[page], String.valueOf(e.getMessage()));
    } finally {
      decompressors.add(zstd);
    }
    return content;
  }

  @Override
  public void close() throws IOException {
    for (Zstd zstd = decompressors.poll(); zstd != null; zstd = decompressors.poll()) {
      zstd.close();
    }
    file.close();
  }
}
