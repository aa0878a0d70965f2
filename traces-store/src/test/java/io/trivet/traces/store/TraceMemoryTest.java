package io.trivet.traces.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.journal.JournalOptions;
import io.trivet.core.option.ByteSize;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.traces.SpanScan;
import io.trivet.traces.TraceStoreOptions;
import io.trivet.traces.store.OtlpBytes.TestSpan;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is in memory keeps to its limit; what was acknowledged is found.
class TraceMemoryTest {
  private static final long LIMIT = 8 * 1024 * 1024;
  private static final int SPANS = 50;
  private static final Duration PATIENT = Duration.ofMinutes(1);

  @TempDir Path directory;
  private final Random random = new Random(1);
  private final CpuPool pool = new CpuPool("test", 2, 100);
  private long lastTrace;

  @AfterEach
  void stopPool() {
    pool.close();
  }

  private TraceStore open(Disk disk, long memory) throws IOException {
    return open(disk, memory, PATIENT);
  }

  private TraceStore open(Disk disk, long memory, Duration wait) throws IOException {
    TraceStoreOptions d = TraceStoreOptions.DEFAULT;
    TraceStoreOptions options =
        new TraceStoreOptions(
            d.retention(),
            d.headSpans(),
            new ByteSize(memory),
            wait,
            d.journalLimit(),
            d.headAge(),
            d.cacheSize(),
            d.maxSpanSize(),
            1000,
            d.compactionMaxSpans(),
            Duration.ofHours(1),
            new JournalOptions(
                JournalOptions.SyncMode.INTERVAL, Duration.ofSeconds(1), new ByteSize(256 * 1024)));
    return TraceStore.open(options, disk, directory, InstantSource.system(), pool);
  }

  /// Spans of one trace with a kilobyte each that does not compress.
  private byte[] request(long trace, int spans) {
    List<TestSpan> all = new ArrayList<>();
    for (int i = 1; i <= spans; i++) {
      byte[] bytes = new byte[750];
      random.nextBytes(bytes);
      long start = 1_700_000_000_000_000_000L;
      all.add(
          new TestSpan(
              "service",
              7,
              trace,
              i,
              0,
              "operation",
              start,
              start + 1,
              2,
              0,
              Map.of("noise", Base64.getEncoder().encodeToString(bytes)),
              List.of()));
    }
    return OtlpBytes.request(all);
  }

  private void append(TraceStore store) throws IOException {
    byte[] request = request(lastTrace + 1, SPANS);
    store.append(request, 0, request.length);
    lastTrace++;
  }

  /// Every trace that was acknowledged is there once, with all its spans.
  private void check(TraceStore store) {
    Map<Long, Integer> spans = new TreeMap<>();
    store
        .querier()
        .scan(
            QueryContext.unbounded(),
            new SpanScan(TimeRange.ALL, List.of()),
            table -> {
              for (int trace = 0; trace < table.traces(); trace++) {
                assertThat(spans.put(table.traceIdLow(trace), table.rowsOf(trace).length)).isNull();
              }
              return true;
            });
    assertThat(spans).hasSize((int) lastTrace);
    assertThat(spans.values()).containsOnly(SPANS);
  }

  @Test
  void spans_go_to_blocks_before_the_limit_and_none_is_lost() throws IOException {
    try (TraceStore store = open(new NioDisk(), LIMIT)) {
      while (lastTrace < 600) {
        append(store);
        assertThat(store.statistics().headBytes()).isLessThan(LIMIT + LIMIT / 2);
      }
      assertThat(store.statistics().blocks()).isPositive();
      check(store);
    }
    try (TraceStore store = open(new NioDisk(), LIMIT)) {
      check(store);
    }
  }

  @Test
  void requests_are_refused_while_blocks_cannot_be_written_fast_enough() throws IOException {
    CountDownLatch mayWrite = new CountDownLatch(1);
    TraceStore store = open(waitingForBlocks(mayWrite), LIMIT, Duration.ofMillis(50));
    try {
      assertThatThrownBy(
              () -> {
                while (lastTrace < 2000) {
                  append(store);
                }
              })
          .isInstanceOfSatisfying(
              TrivetException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
                assertThat(e.reason()).contains("traces.max_memory");
              });
      assertThat(lastTrace).isGreaterThan(LIMIT / 4 / 50_000);
      check(store);
      mayWrite.countDown();
      store.flush();
      append(store);
      check(store);
    } finally {
      mayWrite.countDown();
      store.close();
    }
  }

  @Test
  void a_request_waits_for_the_blocks_that_make_room_for_it() throws Exception {
    CountDownLatch mayWrite = new CountDownLatch(1);
    ExecutorService sender = Executors.newSingleThreadExecutor();
    try (TraceStore store = open(waitingForBlocks(mayWrite), LIMIT)) {
      Future<Void> sent =
          sender.submit(() -> {
            while (lastTrace < 600) {
              append(store);
            }
            return null;
          });
      Awaitility.await("memory is used up")
          .atMost(PATIENT)
          .until(() -> store.statistics().headBytes() > LIMIT / 2);
      assertThat(sent).isNotDone();
      mayWrite.countDown();
      sent.get(60, TimeUnit.SECONDS);
      check(store);
    } finally {
      mayWrite.countDown();
      sender.shutdownNow();
    }
  }

  @Test
  void a_request_near_the_limit_makes_a_small_head_go_to_a_block() throws IOException {
    try (TraceStore store = open(new NioDisk(), LIMIT)) {
      long free = LIMIT - store.statistics().headBytes();
      append(store);
      append(store);
      int spans = (int) ((free - 20_000) / (2 * request(9, 1000).length / 1000 + 200));
      byte[] request = request(lastTrace + 1, spans);
      assertThat(2L * request.length + 200L * spans).isBetween(free - 50_000, free);
      store.append(request, 0, request.length);
      assertThat(store.statistics().blocks()).isPositive();
    }
  }

  @Test
  void a_request_that_never_fits_in_is_too_large() throws IOException {
    try (TraceStore store = open(new NioDisk(), LIMIT)) {
      byte[] request = request(1, 8_000);
      assertThatThrownBy(() -> store.append(request, 0, request.length))
          .isInstanceOfSatisfying(
              TrivetException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.TOO_LARGE));
      append(store);
      check(store);
    }
  }

  @Test
  void a_journal_larger_than_memory_goes_to_blocks_while_it_is_replayed() throws IOException {
    try (TraceStore store = open(new NioDisk(), 256 * 1024 * 1024)) {
      while (lastTrace < 600) {
        append(store);
      }
      assertThat(store.statistics().headBytes()).isGreaterThan(2 * LIMIT);
    }
    for (int restart = 0; restart < 2; restart++) {
      try (TraceStore store = open(new NioDisk(), LIMIT)) {
        assertThat(store.statistics().headBytes()).isLessThan(LIMIT);
        assertThat(store.statistics().blocks()).isPositive();
        check(store);
      }
    }
    try (TraceStore store = open(new NioDisk(), LIMIT)) {
      store.flush();
      assertThat(store.statistics().journal().segments()).isEqualTo(1);
      check(store);
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
