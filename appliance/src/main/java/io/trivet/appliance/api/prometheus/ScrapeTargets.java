package io.trivet.appliance.api.prometheus;

import io.trivet.core.label.Labels;
import io.trivet.metrics.MetricMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the API tells of scraping.
public interface ScrapeTargets {

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

  /// What each relabelling rule of a job makes of labels, in order.
  ///
  /// @param pool one of [#pools]
  List<RelabelStep> relabelSteps(String pool, Labels labels);

  /// The configuration of a job as YAML, without its secrets.
  ///
  /// @param pool one of [#pools]
  String poolConfig(String pool);

  /// A rule, and what it leaves.
  ///
  /// @param output empty when the rule, or one before it, drops the labels
  record RelabelStep(
      List<String> sourceLabels,
      String separator,
      String regex,
      long modulus,
      String targetLabel,
      String replacement,
      String action,
      Labels output,
      boolean keep) {}
}
