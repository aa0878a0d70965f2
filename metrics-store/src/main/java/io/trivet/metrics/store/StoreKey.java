package io.trivet.metrics.store;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.BytesWriter;
import io.trivet.core.disk.CheckedFileReader;
import io.trivet.core.disk.CheckedFileWriter;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.FileFormat;
import io.trivet.metrics.head.LabelHash;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/// The secret of a store, made when it is first opened: 16 random bytes, the payload of `store.v1`.
final class StoreKey {
  static final String FILE = "store.v1";
  private static final FileFormat FORMAT = new FileFormat("MKEY", 1);

  private StoreKey() {}

  /// The label hash of the store in a directory.
  static LabelHash open(Disk disk, Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!disk.exists(file)) {
      SecureRandom random = new SecureRandom();
      BytesWriter key = new BytesWriter(16);
      key.putLong(random.nextLong());
      key.putLong(random.nextLong());
      Path temporary = directory.resolve(FILE + ".tmp");
      disk.delete(temporary);
      try (CheckedFileWriter writer = new CheckedFileWriter(disk, temporary, FORMAT)) {
        writer.write(key);
        writer.finish();
      }
      disk.publish(temporary, file);
    }
    try (CheckedFileReader reader = new CheckedFileReader(disk, file, FORMAT)) {
      BytesReader key = new BytesReader(reader.readAll(64));
      return new LabelHash(key.getLong(), key.getLong());
    }
  }
}
