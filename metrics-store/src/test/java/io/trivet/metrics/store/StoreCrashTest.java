package io.trivet.metrics.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.label.Labels;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.MetricsStoreOptions;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was acknowledged is there after a crash, once, and nothing else is.
final class StoreCrashTest {
  private static final long NOW = 1_700_000_000_000L;

  @TempDir Path directory;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final CpuPool pool = new CpuPool("test", 2, 16);

  @AfterEach
  void closePool() {
    pool.close();
  }

  private TimeSeriesStore open(Disk disk, Path path) throws IOException {
    MetricsStoreOptions d = MetricsStoreOptions.DEFAULT;
    MetricsStoreOptions options =
        new MetricsStoreOptions(
            d.retention(),
            d.outOfOrderWindow(),
            d.maxFuture(),
            d.maxSeries(),
            d.maxMemory(),
            d.maxExemplars(),
            Duration.ofSeconds(10),
            d.maxBlockRange(),
            d.maxJournalSize(),
            d.pageCache(),
            Duration.ZERO,
            d.journal());
    return TimeSeriesStore.open(options, disk, path, () -> Instant.ofEpochMilli(NOW), pool);
  }

  /// One batch of a few series; what of it was acknowledged goes to the model.
  private void write(TimeSeriesStore store, StoreModel model, int step) throws IOException {
    MetricsAppender appender = store.appender();
    for (int i = 0; i < 5; i++) {
      Labels labels = Labels.of("__name__", "m" + i % 3, "i", "" + random.nextInt(6));
      appender.add(appender.series(labels), NOW + 1000L * step + i, step + i / 10.0, 0);
    }
    StoreModel batch = new StoreModel();
    appender.rollback();
    for (int i = 0; i < 5; i++) {
      Labels labels = Labels.of("__name__", "m" + i % 3, "i", "" + random.nextInt(6));
      appender.add(appender.series(labels), NOW + 1000L * step + i, step + i / 10.0, 0);
      batch.put(labels, NOW + 1000L * step + i, StoreModel.text(step + i / 10.0, 0));
    }
    appender.commit();
    batch.series.forEach((labels, samples) -> samples.forEach((t, v) -> model.put(labels, t, v)));
  }

  private static Map<Labels, Map<Long, String>> everything(TimeSeriesStore store) {
    return StoreModel.ask(store, List.of(), TimeRange.ALL);
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

  @Test
  void a_copy_taken_at_any_moment_holds_what_was_acknowledged_by_then() throws IOException {
    StoreModel model = new StoreModel();
    try (TimeSeriesStore store = open(new NioDisk(), directory.resolve("live"))) {
      for (int step = 0; step < 36; step++) {
        write(store, model, step);
        if (step % 17 == 16) {
          store.flush();
        }
        if (random.nextInt(8) == 0) {
          Path copy = directory.resolve("copy" + step);
          copy(directory.resolve("live"), copy);
          try (TimeSeriesStore reopened = open(new NioDisk(), copy)) {
            assertThat(everything(reopened))
                .as("seed %d step %d", seed, step)
                .isEqualTo(model.select(List.of(), TimeRange.ALL));
          }
        }
      }
    }
  }

  @Test
  void a_torn_journal_loses_whole_batches_at_its_end_only() throws IOException {
    StoreModel[] after = new StoreModel[31];
    after[0] = new StoreModel();
    try (TimeSeriesStore store = open(new NioDisk(), directory)) {
      for (int step = 0; step < 30; step++) {
        StoreModel next = new StoreModel();
        after[step].series.forEach((l, s) -> s.forEach((t, v) -> next.put(l, t, v)));
        write(store, next, step);
        after[step + 1] = next;
      }
    }
    Path segment;
    try (Stream<Path> files = Files.list(directory.resolve("journal"))) {
      segment = files.sorted().findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(segment);
    int kept = 30;
    for (int cut = whole.length; cut > 24; cut -= 1 + random.nextInt(200)) {
      Path copy = directory.resolve("cut" + cut);
      copy(directory.resolve("journal"), copy.resolve("journal"));
      Path torn = copy.resolve("journal").resolve(segment.getFileName().toString());
      Files.write(torn, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
      Files.write(torn, java.util.Arrays.copyOf(whole, cut));
      try (TimeSeriesStore reopened = open(new NioDisk(), copy)) {
        Map<Labels, Map<Long, String>> found = everything(reopened);
        while (kept >= 0 && !after[kept].select(List.of(), TimeRange.ALL).equals(found)) {
          kept--;
        }
        assertThat(kept).as("seed %d cut at %d", seed, cut).isNotNegative();
      }
    }
  }

  /// A disk whose calls fail from a given one on, as if the process had been killed there.
  private static Disk failingFrom(int call, AtomicInteger calls) {
    Disk real = new NioDisk();
    return (Disk)
        Proxy.newProxyInstance(
            Disk.class.getClassLoader(),
            new Class<?>[] {Disk.class},
            (proxy, method, args) -> {
              boolean mayFail = List.of(method.getExceptionTypes()).contains(IOException.class);
              if (mayFail && calls.incrementAndGet() >= call) {
                throw new IOException("the disk failed at call " + call);
              }
              try {
                return method.invoke(real, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void a_flush_or_compaction_that_fails_at_any_call_loses_nothing() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    boolean failed = true;
    for (int call = 1 + random.nextInt(4); failed; call += 1 + random.nextInt(7)) {
      Path path = directory.resolve("fail" + call);
      StoreModel model = new StoreModel();
      try (TimeSeriesStore store = open(new NioDisk(), path)) {
        for (int step = 0; step < 4; step++) {
          write(store, model, step);
        }
        store.flush();
        for (int step : List.of(4, 5, 6, 7, 30)) {
          write(store, model, step);
        }
      }
      calls.set(Integer.MIN_VALUE);
      TimeSeriesStore store = open(failingFrom(call, calls), path);
      calls.set(0);
      try {
        store.flush();
        store.maintain();
        failed = false;
        calls.set(Integer.MIN_VALUE);
        assertThat(store.statistics().compactions()).isEqualTo(1);
      } catch (IOException e) {
        assertThat(everything(store))
            .as("seed %d call %d", seed, call)
            .isEqualTo(model.select(List.of(), TimeRange.ALL));
      }
      calls.set(Integer.MIN_VALUE);
      store.close();
      try (TimeSeriesStore reopened = open(new NioDisk(), path)) {
        assertThat(everything(reopened))
            .as("seed %d call %d, reopened", seed, call)
            .isEqualTo(model.select(List.of(), TimeRange.ALL));
        reopened.flush();
        assertThat(everything(reopened))
            .as("seed %d call %d, flushed", seed, call)
            .isEqualTo(model.select(List.of(), TimeRange.ALL));
      }
    }
  }

  @Test
  void a_batch_that_the_journal_cannot_take_is_not_visible() throws IOException {
    AtomicInteger calls = new AtomicInteger(Integer.MIN_VALUE);
    TimeSeriesStore store = open(failingFrom(1, calls), directory);
    calls.set(0);
    StoreModel model = new StoreModel();
    assertThatThrownBy(() -> write(store, model, 0)).isInstanceOf(IOException.class);
    calls.set(Integer.MIN_VALUE);
    assertThat(everything(store)).isEmpty();
    assertThatThrownBy(store::close).isInstanceOf(IOException.class);
  }
}
