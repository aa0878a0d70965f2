package io.trivet.appliance.self;

import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import io.trivet.core.journal.JournalStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What the stores say of themselves, asked at each scrape. All have the label `signal`.
public final class StoreMetrics extends Collector {
  private final List<Source> sources;

  /// Numbers of one store.
  ///
  /// @param signal `metrics`, `logs` or `traces`
  /// @param statistics asked at each scrape
  public record Source(String signal, Supplier<Numbers> statistics) {}

  /// @param headItems series, streams or traces in memory
  /// @param flushes times memory was written to blocks
  /// @param failures flushes, compactions and deletions that failed
  public record Numbers(
      long headItems,
      long headBytes,
      long blocks,
      long blockBytes,
      long flushes,
      long compactions,
      long failures,
      JournalStatistics journal) {}

  public StoreMetrics(List<Source> sources) {
    this.sources = List.copyOf(sources);
  }

  /// Reads one number.
  private interface Reading {
    double of(Numbers numbers);
  }

  @Override
  public List<MetricFamilySamples> collect() {
    List<Numbers> all = sources.stream().map(source -> source.statistics().get()).toList();
    List<MetricFamilySamples> families = new ArrayList<>();
    families.add(
        gauge(
            all, "trivet_head_items", "Series, streams and traces in memory.", Numbers::headItems));
    families.add(gauge(all, "trivet_head_bytes", "Bytes of data in memory.", Numbers::headBytes));
    families.add(gauge(all, "trivet_blocks", "Blocks on disk.", Numbers::blocks));
    families.add(gauge(all, "trivet_block_bytes", "Bytes of blocks.", Numbers::blockBytes));
    families.add(counter(all, "trivet_flushes", "Heads written to blocks.", Numbers::flushes));
    families.add(
        counter(all, "trivet_compactions", "Blocks made of others.", Numbers::compactions));
    families.add(
        counter(
            all,
            "trivet_maintenance_failures",
            "Flushes, compactions and deletions that failed.",
            Numbers::failures));
    families.add(
        gauge(
            all,
            "trivet_journal_bytes",
            "Bytes of the journal on disk.",
            n -> n.journal().segmentBytes()));
    families.add(
        counter(
            all,
            "trivet_journal_records",
            "Records written to the journal.",
            n -> n.journal().records()));
    families.add(
        counter(
            all,
            "trivet_journal_forces",
            "Times the journal was forced to disk.",
            n -> n.journal().forces()));
    families.add(
        counter(
            all,
            "trivet_journal_damaged_records",
            "Damaged places skipped in the journal at the start.",
            n -> n.journal().damagedRecords()));
    return families;
  }

  private MetricFamilySamples gauge(List<Numbers> all, String name, String help, Reading reading) {
    GaugeMetricFamily family = new GaugeMetricFamily(name, help, List.of("signal"));
    for (int i = 0; i < all.size(); i++) {
      family.addMetric(List.of(sources.get(i).signal()), reading.of(all.get(i)));
    }
    return family;
  }

  private MetricFamilySamples counter(
      List<Numbers> all, String name, String help, Reading reading) {
    CounterMetricFamily family = new CounterMetricFamily(name, help, List.of("signal"));
    for (int i = 0; i < all.size(); i++) {
      family.addMetric(List.of(sources.get(i).signal()), reading.of(all.get(i)));
    }
    return family;
  }
}
