package io.trivet.metrics.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.AppendStatus;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.MetricsStoreOptions;
import io.trivet.metrics.SampleBuffer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TimeSeriesStoreTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(NOW));

  @TempDir Path directory;
  private final CpuPool pool = new CpuPool("test", 2, 16);
  private TimeSeriesStore store;

  @BeforeEach
  void open() throws IOException {
    store =
        TimeSeriesStore.open(MetricsStoreOptions.DEFAULT, new NioDisk(), directory, CLOCK, pool);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
    pool.close();
  }

  private String read(String name) {
    try (var selection =
        store
            .querier()
            .select(
                QueryContext.unbounded(),
                List.of(LabelMatcher.equal("__name__", name)),
                TimeRange.ALL)) {
      StringBuilder out = new StringBuilder();
      SampleBuffer samples = new SampleBuffer();
      for (int i = 0; i < selection.size(); i++) {
        out.append(selection.labels(i));
        selection.read(i, samples);
        for (int row = 0; row < samples.size; row++) {
          out.append(' ').append(samples.timestamps[row] - NOW).append('=');
          out.append(samples.values[row]);
        }
      }
      return out.toString();
    }
  }

  @Test
  void samples_are_visible_after_commit_and_not_before() throws IOException {
    MetricsAppender appender = store.appender();
    long series = appender.series(Labels.of("__name__", "a", "x", "1"));
    assertThat(appender.add(series, NOW, 1, 0)).isEqualTo(AppendStatus.ACCEPTED);
    assertThat(read("a")).isEmpty();
    appender.commit();
    assertThat(read("a")).isEqualTo("{__name__=\"a\", x=\"1\"} 0=1.0");
  }

  @Test
  void a_reopened_store_has_what_was_committed_once() throws IOException {
    MetricsAppender appender = store.appender();
    long series = appender.series(Labels.of("__name__", "a"));
    for (int i = 0; i < 100; i++) {
      appender.add(series, NOW + i, i, 0);
      appender.commit();
    }
    String before = read("a");
    store.close();
    open();
    assertThat(read("a")).isEqualTo(before).contains(" 99=99.0");
  }

  @Test
  void samples_at_odds_with_others_of_their_batch_are_left_out_without_an_error()
      throws IOException {
    MetricsAppender appender = store.appender();
    long series = appender.series(Labels.of("__name__", "x"));
    assertThat(appender.add(series, NOW, 1, 0)).isEqualTo(AppendStatus.ACCEPTED);
    assertThat(appender.add(series, NOW, 2, 0)).isEqualTo(AppendStatus.SUPERSEDED);
    assertThat(appender.add(series, NOW - 1, 3, 0)).isEqualTo(AppendStatus.SUPERSEDED);
    appender.commit();
    assertThat(appender.add(series, NOW, 2, 0)).isEqualTo(AppendStatus.DUPLICATE_TIMESTAMP);
    assertThat(read("x")).endsWith(" 0=1.0");
  }
}
