package io.trivet.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.concurrent.Threads;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.journal.JournalOptions;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.option.ByteSize;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStoreTest {
  private static final long NOW = 1_700_000_000_000_000_000L;
  private static final long HOUR = 3_600_000_000_000L;
  private static final Labels A = Labels.of("app", "a");
  private static final Labels B = Labels.of("app", "b");

  private final AtomicReference<Instant> clock =
      new AtomicReference<>(Instant.ofEpochSecond(0, NOW));
  private CpuPool pool;

  @TempDir Path directory;

  @BeforeEach
  void startPool() {
    pool = new CpuPool("test", 2, 100);
  }

  @AfterEach
  void stopPool() {
    pool.close();
  }

  private LogStore open(LogStoreOptions options) throws IOException {
    InstantSource source = clock::get;
    return LogStore.open(options, new NioDisk(), directory, source, pool);
  }

  private static LogStoreOptions options(int maxStreams, long maxLine) {
    return new LogStoreOptions(
        Duration.ofDays(2),
        Duration.ofDays(1),
        Duration.ofMinutes(10),
        new ByteSize(maxLine),
        new ByteSize(20),
        2,
        maxStreams,
        new ByteSize(0),
        Duration.ofSeconds(5),
        Duration.ofHours(6),
        ByteSize.mebibytes(512),
        ByteSize.mebibytes(64),
        Duration.ofHours(1),
        ByteSize.mebibytes(4),
        true,
        Duration.ofHours(1),
        JournalOptions.DEFAULT);
  }

  private static NaiveLogs.Entry entry(long time, String line, String... metadata) {
    return new NaiveLogs.Entry(time, line, List.of(metadata));
  }

  private static LogScan scan(String... needles) {
    List<byte[]> bytes = new ArrayList<>();
    for (String needle : needles) {
      bytes.add(needle.getBytes(StandardCharsets.UTF_8));
    }
    return new LogScan(List.of(), TimeRange.ALL, Direction.FORWARD, bytes, LogScan.Columns.ALL);
  }

  private static List<String> lines(LogStore store, Labels labels, String... needles) {
    return NaiveLogs.read(store, scan(needles)).getOrDefault(labels, List.of()).stream()
        .map(NaiveLogs.Entry::line)
        .toList();
  }

  @Test
  void entries_show_after_the_commit_and_not_before_it() throws IOException {
    try (LogStore store = open(options(0, 100))) {
      LogAppender appender = store.appender();
      assertThat(NaiveLogs.add(appender, A, entry(NOW, "one"))).isEqualTo(LogAppendStatus.ACCEPTED);
      assertThat(lines(store, A)).isEmpty();
      appender.commit();
      assertThat(lines(store, A)).containsExactly("one");
      NaiveLogs.add(appender, A, entry(NOW, "two"));
      appender.rollback();
      appender.commit();
      assertThat(lines(store, A)).containsExactly("one");
    }
  }

  @Test
  void each_limit_refuses_its_entry_alone() throws IOException {
    try (LogStore store = open(options(0, 10))) {
      LogAppender appender = store.appender();
      assertThat(NaiveLogs.add(appender, A, entry(NOW - 25 * HOUR, "old")))
          .isEqualTo(LogAppendStatus.TOO_OLD);
      assertThat(NaiveLogs.add(appender, A, entry(NOW + HOUR, "new")))
          .isEqualTo(LogAppendStatus.TOO_NEW);
      assertThat(NaiveLogs.add(appender, A, entry(NOW, "12345678901")))
          .isEqualTo(LogAppendStatus.LINE_TOO_LONG);
      assertThat(NaiveLogs.add(appender, A, entry(NOW, "x", "name", "more than 20 bytes")))
          .isEqualTo(LogAppendStatus.METADATA_TOO_LARGE);
      assertThat(NaiveLogs.add(appender, A, entry(NOW, "y", "a", "1", "b", "2", "c", "3")))
          .isEqualTo(LogAppendStatus.METADATA_TOO_LARGE);
      assertThat(appender.add(77, NOW, new byte[1], 0, 1))
          .isEqualTo(LogAppendStatus.UNKNOWN_STREAM);
      assertThat(NaiveLogs.add(appender, A, entry(NOW, "good", "a", "1")))
          .isEqualTo(LogAppendStatus.ACCEPTED);
      appender.commit();
      assertThat(lines(store, A)).containsExactly("good");
    }
  }

  @Test
  void entries_of_ever_more_days_are_refused_where_no_age_is_too_old() throws IOException {
    LogStoreOptions base = options(0, 100);
    LogStoreOptions unbounded =
        new LogStoreOptions(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            base.maxLineSize(),
            base.maxMetadataSize(),
            2,
            0,
            base.maxMemory(),
            base.memoryWait(),
            base.partition(),
            base.maxJournalSize(),
            base.maxHeadSize(),
            base.maxHeadAge(),
            base.pageCache(),
            false,
            base.maintenanceInterval(),
            JournalOptions.DEFAULT);
    try (LogStore store = open(unbounded)) {
      LogAppender appender = store.appender();
      int accepted = 0;
      for (int i = 0; i < 1000; i++) {
        LogAppendStatus status = NaiveLogs.add(appender, A, entry(i * 12L * HOUR, "x"));
        accepted += status == LogAppendStatus.ACCEPTED ? 1 : 0;
      }
      assertThat(accepted).isEqualTo(100);
      assertThat(NaiveLogs.add(appender, A, entry(-1, "before 1970")))
          .isEqualTo(LogAppendStatus.TOO_OLD);
      appender.commit();
      assertThat(lines(store, A)).hasSize(100);
    }
  }

  @Test
  void streams_beyond_the_limit_are_refused_and_known_ones_go_on() throws IOException {
    try (LogStore store = open(options(1, 100))) {
      LogAppender appender = store.appender();
      NaiveLogs.add(appender, A, entry(NOW, "one"));
      assertThatThrownBy(() -> NaiveLogs.add(appender, B, entry(NOW, "two")))
          .isInstanceOfSatisfying(
              TrivetException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.LIMITED));
      NaiveLogs.add(appender, A, entry(NOW + 1, "three"));
      appender.commit();
      assertThat(lines(store, A)).containsExactly("one", "three");
    }
  }

  @Test
  void a_batch_begun_before_a_flush_is_committed_after_it() throws IOException {
    try (LogStore store = open(options(0, 100))) {
      NaiveLogs.append(store, List.of(Map.entry(A, entry(NOW, "one"))));
      LogAppender appender = store.appender();
      NaiveLogs.add(appender, B, entry(NOW, "two", "k", "v"));
      NaiveLogs.add(appender, A, entry(NOW + 1, "three"));
      store.flush();
      appender.commit();
      assertThat(lines(store, A)).containsExactly("one", "three");
      assertThat(lines(store, B)).containsExactly("two");
    }
  }

  @Test
  void a_needle_that_is_an_identifier_skips_pages_in_blocks() throws IOException {
    try (LogStore store = open(options(0, 1000))) {
      String id = "4bf92f3577b34da6a3ce929d0e0e4736";
      String with = "n" + id + "x";
      List<Map.Entry<Labels, NaiveLogs.Entry>> without = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        without.add(Map.entry(A, entry(NOW + 1 + i, "request handled, trace " + i * 7919L)));
      }
      NaiveLogs.append(store, List.of(Map.entry(A, entry(NOW, with))));
      store.flush();
      NaiveLogs.append(store, without);
      store.flush();
      assertThat(lines(store, A, id)).containsExactly(with);
      assertThat(lines(store, A, "words alone")).hasSize(51);
      QueryContext context = QueryContext.unbounded();
      try (StreamSelection selection = store.querier().select(context, scan(id))) {
        selection.open(0).close();
      }
      assertThat(context.statistics().chunksSkipped().sum()).isEqualTo(1);
    }
  }

  @Test
  void old_blocks_are_deleted_by_retention_and_the_oldest_on_demand() throws IOException {
    try (LogStore store = open(options(0, 100))) {
      NaiveLogs.append(
          store,
          List.of(
              Map.entry(A, entry(NOW - 20 * HOUR, "old")),
              Map.entry(A, entry(NOW - 10 * HOUR, "middle")),
              Map.entry(A, entry(NOW, "new"))));
      store.flush();
      assertThat(store.blocks()).hasSize(3);
      clock.set(Instant.ofEpochSecond(0, NOW + 30 * HOUR));
      store.maintain();
      assertThat(lines(store, A)).containsExactly("middle", "new");
      assertThat(store.dropOldestBlock()).isTrue();
      assertThat(lines(store, A)).containsExactly("new");
      assertThat(store.dropOldestBlock()).isTrue();
      assertThat(store.dropOldestBlock()).isFalse();
      NaiveLogs.append(store, List.of(Map.entry(A, entry(NOW + 30 * HOUR, "later"))));
    }
    try (LogStore store = open(options(0, 100))) {
      assertThat(lines(store, A)).containsExactly("later");
    }
  }

  @Test
  void a_follower_gets_what_is_committed_until_it_goes() throws Exception {
    try (LogStore store = open(options(0, 100))) {
      List<String> heard = new ArrayList<>();
      AutoCloseable following =
          store
              .querier()
              .follow(
                  List.of(LabelMatcher.equal("app", "a")),
                  batch -> {
                    for (int i = 0; i < batch.size; i++) {
                      NaiveLogs.Entry entry = NaiveLogs.entry(batch, i, LogScan.Columns.ALL);
                      heard.add(batch.stream.get("app") + " " + entry.line() + entry.metadata());
                    }
                  });
      NaiveLogs.append(
          store,
          List.of(
              Map.entry(A, entry(NOW + 2, "late")),
              Map.entry(B, entry(NOW, "other")),
              Map.entry(A, entry(NOW, "early", "k", "v"))));
      assertThat(heard).containsExactly("a early[k, v]", "a late[]");
      following.close();
      NaiveLogs.append(store, List.of(Map.entry(A, entry(NOW + 3, "unheard"))));
      assertThat(heard).hasSize(2);
    }
  }

  @Test
  void readers_see_whole_batches_while_writers_append_and_heads_become_blocks() throws Exception {
    int writers = 3;
    int batches = 60;
    try (LogStore store = open(options(0, 1000))) {
      AtomicInteger finished = new AtomicInteger();
      AtomicReference<Throwable> failure = new AtomicReference<>();
      List<Thread> threads = new ArrayList<>();
      for (int w = 0; w < writers; w++) {
        int writer = w;
        threads.add(
            Threads.start(
                "writer-" + w,
                () -> {
                  try {
                    for (int b = 0; b < batches; b++) {
                      List<Map.Entry<Labels, NaiveLogs.Entry>> batch = new ArrayList<>();
                      for (int i = 0; i < 10; i++) {
                        Labels labels = Labels.of("writer", "w" + writer, "part", "p" + i % 2);
                        long time = NOW - HOUR + b * 1_000_000L + i;
                        batch.add(Map.entry(labels, entry(time, "b" + b + "x".repeat(900))));
                      }
                      NaiveLogs.append(store, batch);
                      if (b % 20 == 10) {
                        store.flush();
                      }
                    }
                  } catch (Throwable e) {
                    failure.set(e);
                  } finally {
                    finished.incrementAndGet();
                  }
                }));
      }
      while (finished.get() < writers) {
        checkWholeBatches(store);
        store.compact();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failure.get()).isNull();
      checkWholeBatches(store);
      Map<Labels, List<NaiveLogs.Entry>> all = NaiveLogs.read(store, scan());
      assertThat(all).hasSize(2 * writers);
      assertThat(all.values()).allSatisfy(entries -> assertThat(entries).hasSize(5 * batches));
    }
  }

  private static void checkWholeBatches(LogStore store) {
    Map<Labels, List<NaiveLogs.Entry>> found = NaiveLogs.read(store, scan());
    found.forEach((labels, entries) -> {
      assertThat(entries.size() % 5).isZero();
      Labels other = labels.with("part", labels.get("part").equals("p0") ? "p1" : "p0");
      assertThat(found.get(other)).hasSameSizeAs(entries);
    });
  }
}
