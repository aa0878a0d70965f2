package io.trivet.metrics.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.journal.JournalOptions;
import io.trivet.core.label.Labels;
import io.trivet.core.option.ByteSize;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.MetricsStoreOptions;
import io.trivet.metrics.SampleBuffer;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A journal with more than fits into memory is replayed within it, and loses and doubles nothing.
final class ReplayMemoryTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final ByteSize SMALL = new ByteSize(1536 * 1024);

  /// More than is read from the journal between two measurements of the memory.
  private static final int SAMPLES = 240_000;

  private static final int SERIES = 40;
  private static final ByteSize NO_BOUND = new ByteSize(0);

  @TempDir Path directory;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final CpuPool pool = new CpuPool("test", 2, 16);

  @AfterEach
  void closePool() {
    pool.close();
  }

  private TimeSeriesStore open(Disk disk, Path path, ByteSize memory) throws IOException {
    MetricsStoreOptions d = MetricsStoreOptions.DEFAULT;
    MetricsStoreOptions options =
        new MetricsStoreOptions(
            d.retention(),
            d.outOfOrderWindow(),
            d.maxFuture(),
            d.maxSeries(),
            memory,
            100,
            d.blockRange(),
            d.maxBlockRange(),
            d.maxJournalSize(),
            d.pageCache(),
            Duration.ZERO,
            new JournalOptions(
                JournalOptions.SyncMode.INTERVAL, Duration.ofSeconds(1), new ByteSize(256 * 1024)));
    return TimeSeriesStore.open(options, disk, path, () -> Instant.ofEpochMilli(NOW), pool);
  }

  private TimeSeriesStore open(Path path, ByteSize memory) throws IOException {
    return open(new NioDisk(), path, memory);
  }

  /// Random values of a few series over ten minutes, in one epoch of the journal.
  private Map<Labels, Samples> fill(Path path) throws IOException {
    Map<Labels, Samples> written = new TreeMap<>();
    try (TimeSeriesStore store = open(path, NO_BOUND)) {
      MetricsAppender appender = store.appender();
      for (int i = 0; i < SAMPLES; i++) {
        Labels labels = Labels.of("__name__", "m", "i", "" + i % SERIES);
        long time = NOW - 600_000 + i / SERIES * 100L;
        double value = random.nextDouble();
        appender.add(appender.series(labels), time, value, 0);
        written.merge(labels, Samples.NONE.and(time, value), (all, _) -> all.and(time, value));
        if (i % 2000 == 1999) {
          appender.commit();
        }
      }
      assertThat(store.statistics().headBytes()).isGreaterThan(SMALL.bytes());
    }
    return written;
  }

  /// Count and checksum of the samples of a series, in the order of their times.
  private record Samples(int count, long checksum, long lastTime) {
    static final Samples NONE = new Samples(0, 0, Long.MIN_VALUE);

    Samples and(long time, double value) {
      assertThat(time).isGreaterThan(lastTime);
      return new Samples(
          count + 1, 31 * (31 * checksum + time) + Double.doubleToRawLongBits(value), time);
    }
  }

  private static Map<Labels, Samples> everything(TimeSeriesStore store) {
    Map<Labels, Samples> found = new TreeMap<>();
    SampleBuffer rows = new SampleBuffer();
    try (var selection =
        store.querier().select(QueryContext.unbounded(), List.of(), TimeRange.ALL)) {
      for (int i = 0; i < selection.size(); i++) {
        selection.read(i, rows);
        Samples samples = Samples.NONE;
        for (int row = 0; row < rows.size; row++) {
          samples = samples.and(rows.timestamps[row], rows.values[row]);
        }
        assertThat(found.put(selection.labels(i), samples)).isNull();
      }
    }
    return found;
  }

  @Test
  void what_has_no_room_goes_to_blocks_and_stays_readable_over_restarts() throws IOException {
    Map<Labels, Samples> all = fill(directory);
    for (int restart = 0; restart < 3; restart++) {
      try (TimeSeriesStore store = open(directory, SMALL)) {
        assertThat(store.statistics().headBytes()).isLessThan(SMALL.bytes());
        assertThat(store.blocks()).isNotEmpty();
        assertThat(everything(store)).as("seed %d restart %d", seed, restart).isEqualTo(all);
        long stored = store.blocks().stream().mapToLong(block -> block.floatSamples()).sum();
        assertThat(stored).isLessThan(SAMPLES + SAMPLES / 4);
      }
    }
    try (TimeSeriesStore store = open(directory, SMALL)) {
      store.flush();
      assertThat(store.statistics().journal().segments()).isEqualTo(1);
    }
    try (TimeSeriesStore store = open(directory, SMALL)) {
      assertThat(store.statistics().series()).isZero();
      assertThat(everything(store)).as("seed %d", seed).isEqualTo(all);
    }
  }

  @Test
  void a_small_journal_stays_in_memory() throws IOException {
    fill(directory);
    try (TimeSeriesStore store = open(directory, ByteSize.mebibytes(64))) {
      assertThat(store.blocks()).isEmpty();
      assertThat(store.statistics().series()).isEqualTo(SERIES);
    }
  }

  @Test
  void a_replay_that_ends_at_any_call_loses_and_doubles_nothing() throws IOException {
    Path filled = directory.resolve("filled");
    Map<Labels, Samples> all = fill(filled);
    AtomicInteger calls = new AtomicInteger();
    Path whole = directory.resolve("whole");
    copy(filled, whole);
    open(failingFrom(Integer.MAX_VALUE, calls), whole, SMALL).close();
    int last = calls.get();
    for (int call = 1 + random.nextInt(last / 4);
        call < last;
        call += 1 + random.nextInt(last / 4)) {
      Path path = directory.resolve("fail" + call);
      copy(filled, path);
      for (int again = 0; again < 2; again++) {
        calls.set(0);
        try {
          TimeSeriesStore store = open(failingFrom(call, calls), path, SMALL);
          calls.set(Integer.MIN_VALUE);
          assertThat(everything(store)).as("seed %d call %d", seed, call).isEqualTo(all);
          store.close();
        } catch (IOException expected) {
          assertThat(expected).hasStackTraceContaining("the disk failed");
        }
      }
      try (TimeSeriesStore reopened = open(path, SMALL)) {
        assertThat(everything(reopened)).as("seed %d call %d", seed, call).isEqualTo(all);
        reopened.flush();
        assertThat(everything(reopened)).as("seed %d call %d", seed, call).isEqualTo(all);
      }
    }
  }

  @Test
  void where_blocks_cannot_be_written_memory_is_not_exceeded_either() throws IOException {
    fill(directory);
    Path blocks = directory.resolve("blocks");
    assertThatThrownBy(() -> open(without(blocks), directory, new ByteSize(128 * 1024)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void series_are_forgotten_where_the_journal_names_them_anew() throws IOException {
    Map<Labels, Samples> written = new TreeMap<>();
    int series = 3_000;
    for (int session = 0; session < 4; session++) {
      try (TimeSeriesStore store = open(directory, ByteSize.mebibytes(64))) {
        MetricsAppender appender = store.appender();
        for (int i = 0; i < series; i++) {
          Labels labels = Labels.of("__name__", "m" + session, "i", "" + i);
          appender.add(appender.series(labels), NOW + session, i, 0);
          written.put(labels, Samples.NONE.and(NOW + session, i));
        }
        appender.commit();
      }
    }
    try (TimeSeriesStore store = open(directory, ByteSize.mebibytes(1))) {
      assertThat(store.statistics().series()).isLessThanOrEqualTo(2L * series);
      assertThat(everything(store)).isEqualTo(written);
    }
  }

  @Test
  void exemplars_beyond_their_bound_go_to_blocks_too() throws IOException {
    try (TimeSeriesStore store = open(directory, NO_BOUND)) {
      for (int i = 0; i < 150; i++) {
        MetricsAppender appender = store.appender();
        long ref = appender.series(Labels.of("__name__", "m"));
        appender.add(ref, NOW + i, i, 0);
        appender.addExemplar(ref, new Exemplar(Labels.of("trace_id", "" + i), i, NOW + i));
        appender.commit();
      }
    }
    try (TimeSeriesStore store = open(directory, NO_BOUND)) {
      assertThat(store.statistics().exemplarsInMemory()).isEqualTo(49);
      assertThat(store.blocks()).singleElement().matches(block -> block.exemplars() == 101);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path path : walk.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }

  /// A disk whose calls fail from a given one on, as if the process had been killed there.
  private static Disk failingFrom(int call, AtomicInteger calls) {
    return disk(_ -> calls.incrementAndGet() >= call);
  }

  /// A disk that makes nothing below a directory.
  private static Disk without(Path unwritable) {
    return disk(path -> path.startsWith(unwritable) && !path.equals(unwritable));
  }

  private interface Fault {
    boolean at(Path path);
  }

  private static Disk disk(Fault fault) {
    Disk real = new NioDisk();
    return (Disk)
        Proxy.newProxyInstance(
            Disk.class.getClassLoader(),
            new Class<?>[] {Disk.class},
            (proxy, method, args) -> {
              boolean mayFail = List.of(method.getExceptionTypes()).contains(IOException.class);
              if (mayFail && fault.at((Path) args[0])) {
                throw new IOException("the disk failed at " + method.getName());
              }
              try {
                return method.invoke(real, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
