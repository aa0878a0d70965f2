package io.trivet.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.label.Labels;
import io.trivet.core.rule.RuleSample;
import io.trivet.core.rule.RuleStorage;
import io.trivet.metrics.MetricsStore;
import io.trivet.metrics.MetricsStoreOptions;
import io.trivet.metrics.store.TimeSeriesStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleSeriesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final long MS = NOW.toEpochMilli();

  @TempDir Path folder;

  private static RuleSample state(double value, String alert, String host) {
    return RuleSample.of(
        Labels.of("__name__", "ALERTS_FOR_STATE", "alertname", alert, "host", host), value);
  }

  @Test
  void the_newest_sample_of_each_series_is_found_again_after_a_restart() throws IOException {
    CpuPool pool = new CpuPool("test", 1, 10);
    try (MetricsStore store = open(pool)) {
      RuleStorage.Batch batch = new RuleSeries(store).batch();
      assertThat(batch.add(state(1, "A", "h1"), MS - 60_000)).isNull();
      assertThat(batch.add(state(2, "A", "h1"), MS)).isNull();
      assertThat(batch.add(state(3, "A", "h2"), MS - 60_000)).isNull();
      assertThat(batch.add(state(3, "B", "h1"), MS)).isNull();
      batch.addStale(state(3, "A", "h2").labels(), MS);
      batch.commit();
      assertThat(new RuleSeries(store).batch().add(state(9, "A", "h1"), MS - 1000))
          .isEqualTo("out of order sample");
    }
    try (MetricsStore store = open(pool)) {
      Map<Labels, RuleStorage.Stored> found =
          new RuleSeries(store).newest("ALERTS_FOR_STATE", "A", MS - 3_600_000, MS);
      assertThat(found).hasSize(2);
      assertThat(found.get(Labels.of("alertname", "A", "host", "h1")))
          .isEqualTo(new RuleStorage.Stored(MS, 2, false));
      RuleStorage.Stored ended = found.get(Labels.of("alertname", "A", "host", "h2"));
      assertThat(ended).extracting(RuleStorage.Stored::stale).isEqualTo(true);
    } finally {
      pool.close();
    }
  }

  private MetricsStore open(CpuPool pool) throws IOException {
    NioDisk disk = new NioDisk();
    disk.createDirectories(folder.resolve("m"));
    return TimeSeriesStore.open(
        MetricsStoreOptions.DEFAULT, disk, folder.resolve("m"), InstantSource.fixed(NOW), pool);
  }
}
