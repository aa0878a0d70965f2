package io.trivet.metrics.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.concurrent.Threads;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.AppendStatus;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.MetricsStoreOptions;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.SeriesSelection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreConcurrencyTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final int SERIES = 40;

  @TempDir Path directory;

  /// Every batch writes one sample to every series of its writer: a reader who finds different
  /// numbers of samples has seen half a batch.
  @Test
  void readers_see_whole_batches_while_others_write_and_flush() throws Exception {
    CpuPool pool = new CpuPool("test", 2, 16);
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    AtomicBoolean done = new AtomicBoolean();
    try (TimeSeriesStore store =
        TimeSeriesStore.open(
            MetricsStoreOptions.DEFAULT,
            new NioDisk(),
            directory,
            () -> Instant.ofEpochMilli(NOW),
            pool)) {
      for (int writer = 0; writer < 2; writer++) {
        write(store, writer, 0);
      }
      List<Thread> writers = new ArrayList<>();
      for (int writer = 0; writer < 2; writer++) {
        int number = writer;
        writers.add(
            start(
                failures,
                () -> {
                  for (int batch = 1; batch < 400; batch++) {
                    write(store, number, batch);
                  }
                }));
      }
      Thread reader =
          start(
              failures,
              () -> {
                while (!done.get()) {
                  read(store, -1);
                }
              });
      Thread flusher =
          start(
              failures,
              () -> {
                for (int i = 0; i < 4; i++) {
                  store.flush();
                }
              });
      for (Thread thread : writers) {
        thread.join();
      }
      flusher.join();
      done.set(true);
      reader.join();
      assertThat(failures).isEmpty();
      read(store, 400);
    }
    pool.close();
  }

  /// Work of a thread.
  private interface Work {
    void run() throws IOException;
  }

  private static Thread start(Queue<Throwable> failures, Work work) {
    return Threads.start(
        "test",
        () -> {
          try {
            work.run();
          } catch (IOException | RuntimeException | AssertionError e) {
            failures.add(e);
          }
        });
  }

  private static void write(TimeSeriesStore store, int writer, int batch) throws IOException {
    MetricsAppender appender = store.appender();
    for (int i = 0; i < SERIES; i++) {
      long series = appender.series(Labels.of("__name__", "m", "writer", "" + writer, "i", "" + i));
      assertThat(appender.add(series, NOW + batch, batch, 0)).isEqualTo(AppendStatus.ACCEPTED);
    }
    appender.commit();
  }

  private static void read(TimeSeriesStore store, int wanted) {
    try (SeriesSelection selection =
        store.querier().select(QueryContext.unbounded(), List.of(), TimeRange.ALL)) {
      assertThat(selection.size()).isEqualTo(2 * SERIES);
      SampleBuffer samples = new SampleBuffer();
      List<Set<Integer>> sizes = List.of(new TreeSet<>(), new TreeSet<>());
      for (int i = 0; i < selection.size(); i++) {
        selection.read(i, samples);
        sizes.get(Integer.parseInt(selection.label(i, "writer"))).add(samples.size);
        assertThat(samples.values[samples.size - 1]).isEqualTo(samples.size - 1);
      }
      assertThat(sizes.get(0)).hasSize(1);
      assertThat(sizes.get(1)).hasSize(1);
      if (wanted >= 0) {
        assertThat(sizes.get(0)).containsExactly(wanted);
      }
    }
  }
}
