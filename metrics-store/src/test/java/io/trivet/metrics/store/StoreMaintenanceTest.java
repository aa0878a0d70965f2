package io.trivet.metrics.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.MetricsStoreOptions;
import io.trivet.metrics.SampleBuffer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is deleted stays deleted, what is kept stays, over restarts, compactions and snapshots.
final class StoreMaintenanceTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();

  /// 2023-11-14 12:00 UTC, where a range of six hours begins.
  private static final long NOON = 1_699_963_200_000L;

  @TempDir Path folder;
  private final CpuPool pool = new CpuPool("test", 2, 16);
  private long now = NOON;
  private TimeSeriesStore store;

  @BeforeEach
  void open() throws IOException {
    store = open(folder.resolve("store"));
  }

  private TimeSeriesStore open(Path directory) throws IOException {
    InstantSource clock = () -> Instant.ofEpochMilli(now);
    return TimeSeriesStore.openForTask(
        MetricsStoreOptions.DEFAULT, new NioDisk(), directory, clock, pool);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
    pool.close();
  }

  private void reopen() throws IOException {
    store.close();
    open();
  }

  /// One sample of `a` and `b` at an hour after noon.
  private void append(int hour) throws IOException {
    now = NOON + hour * HOUR;
    MetricsAppender appender = store.appender();
    appender.add(appender.series(Labels.of("__name__", "a")), now, hour, 0);
    appender.add(appender.series(Labels.of("__name__", "b")), now, hour, 0);
    appender.commit();
  }

  private static List<Integer> hours(TimeSeriesStore from, String name) {
    List<Integer> found = new ArrayList<>();
    SampleBuffer rows = new SampleBuffer();
    try (var selection =
        from.querier()
            .select(
                QueryContext.unbounded(),
                List.of(LabelMatcher.equal("__name__", name)),
                TimeRange.ALL)) {
      for (int i = 0; i < selection.size(); i++) {
        selection.read(i, rows);
        for (int row = 0; row < rows.size; row++) {
          found.add((int) rows.values[row]);
        }
      }
    }
    return found;
  }

  private void delete(String name, int from, int to) throws IOException {
    store.deleteSeries(
        List.of(List.of(LabelMatcher.equal("__name__", name))),
        new TimeRange(NOON + from * HOUR, NOON + to * HOUR));
  }

  @Test
  void deleted_samples_stay_deleted_over_restart_compaction_and_cleaning() throws IOException {
    for (int hour = 0; hour < 6; hour++) {
      append(hour);
    }
    delete("a", 1, 2);
    assertThat(hours(store, "a")).containsExactly(0, 3, 4, 5);
    reopen();
    assertThat(hours(store, "a")).containsExactly(0, 3, 4, 5);
    assertThat(hours(store, "b")).containsExactly(0, 1, 2, 3, 4, 5);
    append(8);
    delete("a", 5, 5);
    assertThat(store.blocks()).anyMatch(block -> block.tombstones() > 0);
    store.maintain();
    // 12:00 to 18:00 is one block now, without what was deleted.
    assertThat(store.blocks())
        .filteredOn(block -> block.level() > 1)
        .singleElement()
        .matches(block -> block.tombstones() == 0 && block.floatSamples() == 9);
    assertThat(hours(store, "a")).containsExactly(0, 3, 4, 8);
    delete("b", 0, 100);
    store.cleanTombstones();
    assertThat(store.blocks()).allMatch(block -> block.tombstones() == 0 && block.series() == 1);
    reopen();
    assertThat(hours(store, "a")).containsExactly(0, 3, 4, 8);
    assertThat(hours(store, "b")).isEmpty();
  }

  @Test
  void a_deleted_series_can_be_written_again() throws IOException {
    append(0);
    delete("a", 0, 0);
    append(1);
    reopen();
    assertThat(hours(store, "a")).containsExactly(1);
  }

  @Test
  void the_oldest_block_is_dropped_first() throws IOException {
    for (int hour = 0; hour < 6; hour += 2) {
      append(hour);
      store.flush();
    }
    long before = store.diskBytes();
    assertThat(store.dropOldestBlock()).isTrue();
    assertThat(hours(store, "a")).containsExactly(2, 4);
    assertThat(store.diskBytes()).isLessThan(before);
    reopen();
    assertThat(hours(store, "a")).containsExactly(2, 4);
    assertThat(store.dropOldestBlock()).isTrue();
    assertThat(store.dropOldestBlock()).isTrue();
    assertThat(store.dropOldestBlock()).isFalse();
    assertThat(hours(store, "a")).isEmpty();
  }

  @Test
  void blocks_are_dropped_when_they_are_older_than_the_retention() throws IOException {
    append(0);
    store.flush();
    append(24);
    now += MetricsStoreOptions.DEFAULT.retention().toMillis() - 23 * HOUR;
    store.maintain();
    assertThat(hours(store, "a")).containsExactly(24);
  }

  @Test
  void a_snapshot_is_a_store_that_does_not_change_with_its_origin() throws IOException {
    append(0);
    store.flush();
    append(1);
    Path with = folder.resolve("with");
    Path without = folder.resolve("without");
    store.snapshot(without, true);
    store.snapshot(with, false);
    delete("a", 0, 0);
    append(2);
    store.cleanTombstones();
    assertThat(hours(store, "a")).containsExactly(1, 2);
    try (TimeSeriesStore restored = open(with)) {
      assertThat(hours(restored, "a")).containsExactly(0, 1);
      restored.deleteSeries(List.of(List.of(LabelMatcher.equal("__name__", "b"))), TimeRange.ALL);
      assertThat(hours(restored, "b")).isEmpty();
    }
    try (TimeSeriesStore restored = open(without)) {
      assertThat(hours(restored, "a")).containsExactly(0);
    }
    assertThat(hours(store, "b")).containsExactly(0, 1, 2);
  }

  @Test
  void a_snapshot_of_an_empty_store_is_an_empty_store() throws IOException {
    store.snapshot(folder.resolve("copy"), false);
    try (TimeSeriesStore restored = open(folder.resolve("copy"))) {
      assertThat(hours(restored, "a")).isEmpty();
    }
  }
}
