package io.trivet.metrics.block.v1;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.codec.Zstd;
import io.trivet.core.disk.CheckedFileWriter;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.FileFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/// Writes a paged file; see the package. Owned by one thread.
final class PagedFileWriter implements AutoCloseable {
  private final CheckedFileWriter file;
  private final Zstd zstd;
  private final BytesWriter compressed = new BytesWriter(BlockFiles.PAGE_BYTES);
  private final BytesWriter directory = new BytesWriter(4096);
  private long pages;
  private long lastItem;

  PagedFileWriter(Disk disk, Path path, FileFormat format, Zstd zstd) throws IOException {
    this.file = new CheckedFileWriter(disk, path, format);
    this.zstd = zstd;
  }

  /// Writes a page.
  ///
  /// @param firstItem number of the first thing in it, larger than that of the page before
  void write(long firstItem, BytesWriter content) throws IOException {
    compressed.clear();
    zstd.compress(content.array(), 0, content.length(), compressed);
    BytesWriter kept = compressed.length() < content.length() ? compressed : content;
    file.write(kept);
    CRC32C crc = new CRC32C();
    crc.update(kept.array(), 0, kept.length());
    directory.putVarint(firstItem - lastItem);
    directory.putVarint(kept.length());
    directory.putVarint(content.length());
    directory.putInt((int) crc.getValue());
    lastItem = firstItem;
    pages++;
  }

  /// Writes the directory and makes the file durable.
  void finish() throws IOException {
    BytesWriter end = new BytesWriter(directory.length() + 16);
    end.putVarint(pages);
    end.putBytes(directory.array(), 0, directory.length());
    end.putInt(end.length());
    file.write(end);
    file.finish();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
