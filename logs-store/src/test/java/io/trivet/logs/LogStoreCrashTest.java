package io.trivet.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.label.Labels;
import io.trivet.core.time.TimeRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogStoreCrashTest {
  private static final long NOW = 1_700_000_000_000_000_000L;
  private static final long HOUR = 3_600_000_000_000L;
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(0, NOW));
  private static final LogScan EVERYTHING =
      new LogScan(List.of(), TimeRange.ALL, Direction.FORWARD, List.of(), LogScan.Columns.ALL);

  private static CpuPool pool;

  @TempDir Path directory;

  @BeforeAll
  static void startPool() {
    pool = new CpuPool("test", 2, 100);
  }

  @AfterAll
  static void stopPool() {
    pool.close();
  }

  private static LogStore open(Disk disk, Path path) throws IOException {
    return LogStore.open(LogStoreModelTest.options(), disk, path, CLOCK, pool);
  }

  private static List<Map.Entry<Labels, NaiveLogs.Entry>> batch(int number) {
    List<Map.Entry<Labels, NaiveLogs.Entry>> batch = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      long time = NOW - 30 * HOUR + (number * 20L + i) * HOUR / 10;
      batch.add(
          Map.entry(
              Labels.of("stream", "s" + (number + i) % 7),
              new NaiveLogs.Entry(
                  time, "batch " + number + " entry " + i, List.of("n", "v" + i % 3))));
    }
    return batch;
  }

  private static Set<String> present(LogStore store) {
    List<String> lines = new ArrayList<>();
    NaiveLogs.read(store, EVERYTHING)
        .values()
        .forEach(entries -> entries.forEach(entry -> lines.add(entry.line())));
    assertThat(lines).as("entries are given once").doesNotHaveDuplicates();
    return new HashSet<>(lines);
  }

  private static Set<String> lines(int batches) {
    Set<String> lines = new HashSet<>();
    for (int number = 0; number < batches; number++) {
      batch(number).forEach(entry -> lines.add(entry.getValue().line()));
    }
    return lines;
  }

  /// As the disk is after `kill -9`: copied while the store works.
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path source : (Iterable<Path>) walk::iterator) {
        Path target = to.resolve(from.relativize(source).toString());
        if (Files.isDirectory(source)) {
          Files.createDirectories(target);
        } else {
          Files.copy(source, target);
        }
      }
    } catch (UncheckedIOException | NoSuchFileException e) {
      throw new IOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void a_copy_taken_between_batches_has_every_acknowledged_entry_once(long seed)
      throws IOException {
    Random random = new Random(seed);
    Path live = directory.resolve("live");
    try (LogStore store = open(new NioDisk(), live)) {
      for (int number = 0; number < 14; number++) {
        NaiveLogs.append(store, batch(number));
        switch (random.nextInt(6)) {
          case 0 -> store.flush();
          case 1 -> store.compact();
          default -> {
            // Only more entries.
          }
        }
        if (random.nextInt(4) == 0) {
          Path crashed = directory.resolve("crashed-" + number);
          copy(live, crashed);
          try (LogStore reopened = open(new NioDisk(), crashed)) {
            assertThat(present(reopened)).isEqualTo(lines(number + 1));
            reopened.flush();
            assertThat(present(reopened)).isEqualTo(lines(number + 1));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void a_torn_journal_loses_a_tail_of_batches_and_nothing_before_it(long seed) throws IOException {
    Random random = new Random(seed);
    Path live = directory.resolve("live");
    int batches = 12;
    try (LogStore store = open(new NioDisk(), live)) {
      for (int number = 0; number < batches; number++) {
        NaiveLogs.append(store, batch(number));
        if (number == 4) {
          store.flush();
        }
      }
    }
    for (int round = 0; round < 6; round++) {
      Path torn = directory.resolve("torn-" + round);
      copy(live, torn);
      List<Path> segments = new NioDisk().list(torn.resolve("journal"));
      Path last = segments.getLast();
      try (FileChannel channel = FileChannel.open(last, StandardOpenOption.WRITE)) {
        channel.truncate(random.nextLong(channel.size()));
      }
      try (LogStore store = open(new NioDisk(), torn)) {
        Set<String> found = present(store);
        int whole = found.size() / 20;
        assertThat(whole).isBetween(5, batches);
        assertThat(found).isEqualTo(lines(whole));
      }
    }
  }

  @Test
  void a_damaged_record_costs_its_own_entries_only() throws IOException {
    Path live = directory.resolve("live");
    try (LogStore store = open(new NioDisk(), live)) {
      for (int number = 0; number < 10; number++) {
        NaiveLogs.append(store, batch(number));
      }
    }
    Path segment = new NioDisk().list(live.resolve("journal")).getLast();
    byte[] bytes = Files.readAllBytes(segment);
    int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("batch 4 e");
    bytes[at] ^= 1;
    Files.write(segment, bytes);
    try (LogStore store = open(new NioDisk(), live)) {
      Set<String> expected = lines(10);
      expected.removeIf(line -> line.startsWith("batch 4 "));
      assertThat(present(store)).isEqualTo(expected);
      assertThat(store.statistics().journal().damagedRecords()).isEqualTo(1);
    }
  }

  @Test
  void whatever_call_to_the_disk_fails_what_was_acknowledged_is_there_after_reopening()
      throws IOException {
    for (int failing = 1; failing < 400; failing++) {
      Path path = directory.resolve("run-" + failing);
      FailingDisk disk = new FailingDisk(failing);
      int acknowledged = run(disk, path);
      boolean completed = !disk.hasFailed();
      try (LogStore store = open(new NioDisk(), path)) {
        Set<String> found = present(store);
        assertThat(found).as("failing call %d", failing).containsAll(lines(acknowledged));
        // The batch under way may or may not have reached the journal.
        assertThat(lines(acknowledged + 1)).as("failing call %d", failing).containsAll(found);
      }
      if (completed) {
        assertThat(failing).isGreaterThan(25);
        return;
      }
    }
    throw new AssertionError("the run never came to its end");
  }

  /// Returns the number of acknowledged batches.
  private static int run(Disk disk, Path path) {
    int acknowledged = 0;
    try (LogStore store = open(disk, path)) {
      for (int number = 0; number < 3; number++) {
        NaiveLogs.append(store, batch(number));
        acknowledged++;
        if (number == 1) {
          try {
            store.flush();
          } catch (IOException e) {
            assertThat(present(store)).isEqualTo(lines(acknowledged));
          }
        }
      }
    } catch (IOException e) {
      return acknowledged;
    }
    return acknowledged;
  }

  @Test
  void a_block_that_cannot_be_read_is_put_aside_and_the_rest_is_served() throws IOException {
    Path live = directory.resolve("live");
    try (LogStore store = open(new NioDisk(), live)) {
      for (int number = 0; number < 8; number++) {
        NaiveLogs.append(store, batch(number));
      }
      store.flush();
      assertThat(store.blocks().size()).isGreaterThan(1);
    }
    Path block = new NioDisk().list(live.resolve("blocks")).getFirst();
    try (FileChannel pages = FileChannel.open(block.resolve("pages"), StandardOpenOption.WRITE)) {
      pages.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 30);
    }
    try (LogStore store = open(new NioDisk(), live)) {
      assertThat(present(store)).isNotEmpty().isSubsetOf(lines(8));
      NaiveLogs.append(store, batch(8));
      assertThat(present(store))
          .containsAll(batch(8).stream().map(entry -> entry.getValue().line()).toList());
    }
  }

  @Test
  void a_damaged_page_is_left_out_counted_and_warned_of() throws IOException {
    Path live = directory.resolve("live");
    try (LogStore store = open(new NioDisk(), live)) {
      NaiveLogs.append(store, batch(0));
      store.flush();
      Path block = new NioDisk().list(live.resolve("blocks")).getFirst();
      try (FileChannel lines = FileChannel.open(block.resolve("lines"), StandardOpenOption.WRITE)) {
        lines.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 40);
      }
      assertThat(present(store)).hasSizeLessThan(20);
      assertThat(store.statistics().pagesDamaged()).isPositive();
    }
  }
}
