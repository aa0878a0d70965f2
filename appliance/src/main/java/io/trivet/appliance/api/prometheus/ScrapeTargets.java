package io.trivet.appliance.api.prometheus;

import io.trivet.core.label.Labels;
import io.trivet.metrics.MetricMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the API tells of scraping.
public interface ScrapeTargets {
  /// A process without scraping.
  ScrapeTargets NONE =
      new ScrapeTargets() {
        @Override
        public List<Active> active() {
          return List.of();
        }

        @Override
        public List<Dropped> dropped() {
          return List.of();
        }

        @Override
        public List<String> pools() {
          return List.of();
        }
      };

  List<Active> active();

  List<Dropped> dropped();

  /// Names of the scrape configurations.
  List<String> pools();

  /// A target that is scraped.
  ///
  /// @param health `up`, `down` or `unknown`
  /// @param lastScrape null before the first
  /// @param interval as Prometheus prints durations
  /// @param metadata what the target says of its metrics, by metric family
  record Active(
      String pool,
      Labels discovered,
      Labels labels,
      String url,
      String lastError,
      @Nullable Instant lastScrape,
      double lastSeconds,
      String health,
      String interval,
      String timeout,
      Map<String, MetricMetadata> metadata) {}

  /// A target that relabelling took out.
  record Dropped(String pool, Labels discovered) {}
}
