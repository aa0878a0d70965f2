package io.trivet.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.journal.JournalOptions;
import io.trivet.core.label.Labels;
import io.trivet.core.option.ByteSize;
import io.trivet.core.time.TimeRange;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is in memory keeps to its limit; what was acknowledged is found.
class LogMemoryTest {
  private static final long NOW = 1_700_000_000_000_000_000L;
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(0, NOW));
  private static final long LIMIT = 4 * 1024 * 1024;
  private static final Duration PATIENT = Duration.ofMinutes(1);

  @TempDir Path directory;
  private final Random random = new Random(1);
  private final CpuPool pool = new CpuPool("test", 2, 100);

  @AfterEach
  void stopPool() {
    pool.close();
  }

  private LogStore open(Disk disk, long memory) throws IOException {
    return open(disk, memory, PATIENT);
  }

  private LogStore open(Disk disk, long memory, Duration wait) throws IOException {
    LogStoreOptions d = LogStoreOptions.DEFAULT;
    LogStoreOptions options =
        new LogStoreOptions(
            d.retention(),
            d.outOfOrderWindow(),
            d.maxFuture(),
            d.maxLineSize(),
            d.maxMetadataSize(),
            d.maxMetadataPairs(),
            d.maxStreams(),
            new ByteSize(memory),
            wait,
            d.partition(),
            d.maxJournalSize(),
            d.maxHeadSize(),
            d.maxHeadAge(),
            d.pageCache(),
            false,
            Duration.ofHours(1),
            new JournalOptions(
                JournalOptions.SyncMode.INTERVAL, Duration.ofSeconds(1), new ByteSize(256 * 1024)));
    return LogStore.open(options, disk, directory, CLOCK, pool);
  }

  /// A line of about a kilobyte that does not compress.
  private synchronized String line() {
    byte[] bytes = new byte[750];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static void append(LogStore store, Labels stream, List<String> lines) throws IOException {
    LogAppender appender = store.appender();
    for (String line : lines) {
      NaiveLogs.add(appender, stream, new NaiveLogs.Entry(NOW, line, List.of()));
    }
    appender.commit();
  }

  private static Set<String> stored(LogStore store) {
    TreeSet<String> lines = new TreeSet<>();
    LogScan everything =
        new LogScan(List.of(), TimeRange.ALL, Direction.FORWARD, List.of(), LogScan.Columns.ALL);
    NaiveLogs.read(store, everything)
        .forEach(
            (_, entries) -> entries.forEach(entry -> assertThat(lines.add(entry.line())).isTrue()));
    return lines;
  }

  @Test
  void entries_go_to_blocks_before_the_limit_and_none_is_lost() throws Exception {
    ConcurrentSkipListSet<String> acknowledged = new ConcurrentSkipListSet<>();
    ExecutorService senders = Executors.newCachedThreadPool();
    try (LogStore store = open(new NioDisk(), LIMIT)) {
      List<Future<Long>> all =
          IntStream.range(0, 4)
              .mapToObj(sender ->
                  senders.submit(() -> send(store, Labels.of("sender", "" + sender), acknowledged)))
              .toList();
      for (Future<Long> sender : all) {
        assertThat(sender.get(60, TimeUnit.SECONDS)).isLessThan(LIMIT + LIMIT / 2);
      }
      assertThat(store.statistics().flushes()).isPositive();
      assertThat(acknowledged).hasSizeGreaterThan((int) (LIMIT / 1000));
      assertThat(stored(store)).isEqualTo(acknowledged);
    } finally {
      senders.shutdownNow();
    }
    try (LogStore store = open(new NioDisk(), LIMIT)) {
      assertThat(stored(store)).isEqualTo(acknowledged);
    }
  }

  /// Sends 3 MiB in batches of 64 lines; gives the most memory seen.
  private long send(LogStore store, Labels stream, ConcurrentSkipListSet<String> acknowledged)
      throws IOException {
    long most = 0;
    for (int batch = 0; batch < 48; batch++) {
      List<String> lines = IntStream.range(0, 64).mapToObj(_ -> line()).toList();
      append(store, stream, lines);
      most = Math.max(most, store.statistics().headBytes());
      acknowledged.addAll(lines);
    }
    return most;
  }

  @Test
  void pushes_are_refused_while_blocks_cannot_be_written_fast_enough() throws Exception {
    CountDownLatch mayWrite = new CountDownLatch(1);
    TreeSet<String> acknowledged = new TreeSet<>();
    try (LogStore store = open(waitingForBlocks(mayWrite), LIMIT, Duration.ofMillis(50))) {
      Labels stream = Labels.of("app", "a");
      assertThatThrownBy(
              () -> {
                for (int batch = 0; batch < 100; batch++) {
                  List<String> lines = IntStream.range(0, 64).mapToObj(_ -> line()).toList();
                  append(store, stream, lines);
                  acknowledged.addAll(lines);
                }
              })
          .isInstanceOfSatisfying(
              TrivetException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
                assertThat(e.reason()).contains("logs.max_memory");
              });
      assertThat(store.statistics().headBytes()).isLessThan(LIMIT + LIMIT / 2);
      assertThat(stored(store)).isEqualTo(acknowledged);
      mayWrite.countDown();
      store.flush();
      append(store, stream, List.of("after"));
      acknowledged.add("after");
      assertThat(stored(store)).isEqualTo(acknowledged);
    } finally {
      mayWrite.countDown();
    }
  }

  @Test
  void a_push_waits_for_the_blocks_that_make_room_for_it() throws Exception {
    CountDownLatch mayWrite = new CountDownLatch(1);
    ExecutorService sender = Executors.newSingleThreadExecutor();
    try (LogStore store = open(waitingForBlocks(mayWrite), LIMIT)) {
      Future<ConcurrentSkipListSet<String>> sent =
          sender.submit(() -> {
            ConcurrentSkipListSet<String> acknowledged = new ConcurrentSkipListSet<>();
            send(store, Labels.of("app", "a"), acknowledged);
            send(store, Labels.of("app", "b"), acknowledged);
            return acknowledged;
          });
      Awaitility.await("memory is used up")
          .atMost(PATIENT)
          .until(() -> store.statistics().headBytes() > LIMIT / 2);
      assertThat(sent).isNotDone();
      mayWrite.countDown();
      assertThat(stored(store)).isSubsetOf(sent.get(60, TimeUnit.SECONDS));
      assertThat(stored(store)).isEqualTo(sent.get());
    } finally {
      mayWrite.countDown();
      sender.shutdownNow();
    }
  }

  @Test
  void streams_without_entries_count_and_are_let_go_of() throws IOException {
    try (LogStore store = open(new NioDisk(), LIMIT)) {
      LogAppender appender = store.appender();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1_000_000; i++) {
                  appender.stream(Labels.of("id", "stream number " + i), 1, i);
                }
              })
          .isInstanceOfSatisfying(
              TrivetException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
      appender.rollback();
      store.flush();
      append(store, Labels.of("app", "a"), List.of("line"));
      assertThat(stored(store)).containsExactly("line");
    }
  }

  @Test
  void a_push_that_never_fits_in_is_too_large() throws IOException {
    try (LogStore store = open(new NioDisk(), 1024 * 1024)) {
      List<String> lines = IntStream.range(0, 1000).mapToObj(_ -> line()).toList();
      assertThatThrownBy(() -> append(store, Labels.of("app", "a"), lines))
          .isInstanceOfSatisfying(
              TrivetException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.TOO_LARGE));
      append(store, Labels.of("app", "a"), lines.subList(0, 100));
      assertThat(stored(store)).hasSize(100);
    }
  }

  @Test
  void a_journal_larger_than_memory_goes_to_blocks_while_it_is_replayed() throws IOException {
    TreeSet<String> acknowledged = new TreeSet<>();
    try (LogStore store = open(new NioDisk(), 64 * 1024 * 1024)) {
      for (int batch = 0; batch < 200; batch++) {
        List<String> lines = IntStream.range(0, 64).mapToObj(_ -> line()).toList();
        append(store, Labels.of("app", "a" + batch % 3), lines);
        acknowledged.addAll(lines);
      }
      assertThat(store.statistics().headBytes()).isGreaterThan(2 * LIMIT);
    }
    for (int restart = 0; restart < 2; restart++) {
      try (LogStore store = open(new NioDisk(), LIMIT)) {
        assertThat(store.statistics().replayedEntries()).isEqualTo(200 * 64);
        assertThat(store.statistics().headBytes()).isLessThan(LIMIT);
        assertThat(store.blocks()).isNotEmpty();
        assertThat(stored(store)).isEqualTo(acknowledged);
      }
    }
    try (LogStore store = open(new NioDisk(), LIMIT)) {
      store.flush();
      assertThat(store.statistics().journal().segments()).isEqualTo(1);
      assertThat(stored(store)).isEqualTo(acknowledged);
    }
    try (LogStore store = open(new NioDisk(), LIMIT)) {
      assertThat(store.statistics().replayedEntries()).isZero();
      assertThat(stored(store)).isEqualTo(acknowledged);
    }
  }

  /// A disk on which blocks are begun only when they may be.
  private Disk waitingForBlocks(CountDownLatch mayWrite) {
    Disk real = new NioDisk();
    Path blocks = directory.resolve("blocks");
    return (Disk)
        Proxy.newProxyInstance(
            Disk.class.getClassLoader(),
            new Class<?>[] {Disk.class},
            (proxy, method, args) -> {
              Path path = (Path) args[0];
              if (List.of("create", "createDirectories").contains(method.getName())
                  && path.startsWith(blocks)
                  && !path.equals(blocks)) {
                assertThat(mayWrite.await(60, TimeUnit.SECONDS)).isTrue();
              }
              try {
                return method.invoke(real, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
