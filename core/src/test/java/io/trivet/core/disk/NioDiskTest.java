package io.trivet.core.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NioDiskTest {
  @TempDir Path directory;
  private final Disk disk = new NioDisk();

  @Test
  void a_directory_is_as_large_as_all_files_in_it() throws IOException {
    Path inner = Files.createDirectories(directory.resolve("a/b"));
    Files.write(directory.resolve("one"), new byte[3]);
    Files.write(inner.resolve("two"), new byte[4]);
    assertThat(disk.sizeBytes(directory)).isEqualTo(7);
    assertThat(disk.sizeBytes(inner.resolve("two"))).isEqualTo(4);
  }

  @Test
  void what_vanishes_while_it_is_counted_counts_nothing() throws Exception {
    Files.write(directory.resolve("stays"), new byte[5]);
    AtomicBoolean done = new AtomicBoolean();
    try (var threads = Executors.newSingleThreadExecutor()) {
      var changes =
          threads.submit(() -> {
            while (!done.get()) {
              for (int i = 0; i < 20; i++) {
                Files.createDirectories(directory.resolve("d" + i).resolve("e"));
              }
              for (int i = 0; i < 20; i++) {
                disk.delete(directory.resolve("d" + i));
              }
            }
            return null;
          });
      try {
        for (int i = 0; i < 200; i++) {
          assertThat(disk.sizeBytes(directory)).isEqualTo(5);
        }
      } finally {
        done.set(true);
      }
      changes.get();
    }
  }
}
