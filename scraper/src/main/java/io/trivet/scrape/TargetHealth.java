package io.trivet.scrape;

import io.trivet.core.label.Labels;
import io.trivet.metrics.MetricMetadata;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a target does: a view at one moment.
///
/// @param labels labels of its series
/// @param discoveredLabels labels before relabelling
/// @param lastError "" when the last scrape was good or there was none
/// @param lastScrape null before the first scrape
/// @param metadata by metric family, sorted by name
public record TargetHealth(
    String pool,
    Labels labels,
    Labels discoveredLabels,
    URI scrapeUrl,
    Health health,
    String lastError,
    @Nullable Instant lastScrape,
    Duration lastScrapeDuration,
    Duration scrapeInterval,
    Duration scrapeTimeout,
    Map<String, MetricMetadata> metadata) {

  /// Health as the targets API spells it, in lower case.
  public enum Health {
    UNKNOWN,
    UP,
    DOWN
  }
}
