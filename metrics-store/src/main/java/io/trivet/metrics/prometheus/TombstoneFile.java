package io.trivet.metrics.prometheus;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;
import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.disk.CorruptFileException;
import io.trivet.core.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/// The file of what was deleted from a Prometheus block.
///
/// Source: `tsdb/docs/format/tombstones.md` of Prometheus; the checksum is that of the entries
/// alone.
final class TombstoneFile {
  static final String NAME = "tombstones";
  private static final int MAGIC = 0x0130BA30;
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 5;
  private static final int MAX_BYTES = 1 << 28;

  private TombstoneFile() {}

  /// Deleted intervals by the number of the series; nothing if there is no file.
  static Map<Long, DeletedTimes> read(Disk disk, Path directory) throws IOException {
    Map<Long, DeletedTimes> found = new HashMap<>();
    Path path = directory.resolve(NAME);
    if (!disk.exists(path)) {
      return found;
    }
    byte[] bytes = disk.readAll(path, MAX_BYTES);
    if (bytes.length < HEADER_BYTES + 4) {
      throw new CorruptFileException(path, 0, "tombstones of " + bytes.length + " bytes");
    }
    BytesReader header = new BytesReader(bytes);
    if (Integer.reverseBytes(header.getInt()) != MAGIC || header.getByte() != VERSION) {
      throw new CorruptFileException(path, 0, "not tombstones of version " + VERSION);
    }
    int length = bytes.length - HEADER_BYTES - 4;
    CRC32C crc = new CRC32C();
    crc.update(bytes, HEADER_BYTES, length);
    int written = Integer.reverseBytes(new BytesReader(bytes, bytes.length - 4, 4).getInt());
    if (written != (int) crc.getValue()) {
      throw new CorruptFileException(path, bytes.length - 4, "wrong checksum");
    }
    BytesReader in = new BytesReader(bytes, HEADER_BYTES, length);
    try {
      while (!in.atEnd()) {
        long series = in.getVarint();
        found.computeIfAbsent(series, k -> new DeletedTimes()).add(in.getSigned(), in.getSigned());
      }
    } catch (MalformedBytesException e) {
      throw new CorruptFileException(path, e.position(), e.reason());
    }
    return found;
  }

  /// A file which says that nothing is deleted.
  static byte[] empty() {
    BytesWriter out = new BytesWriter(16);
    out.putInt(Integer.reverseBytes(MAGIC));
    out.putByte(VERSION);
    out.putInt(Integer.reverseBytes((int) new CRC32C().getValue()));
    return out.toByteArray();
  }
}
