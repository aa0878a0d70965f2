package io.trivet.config.alerting;

import io.trivet.scrape.config.RelabelConfig;
import io.trivet.scrape.config.ScrapeConfig;
import java.time.Duration;
import java.util.List;

/// A set of Alertmanagers that are found and spoken to in one way.
///
/// @param pathPrefix before `/api/v2/alerts`; starts with `/`, does not end with one unless it is
///   one
/// @param relabelConfigs rules for the Alertmanagers
/// @param alertRelabelConfigs rules for the alerts they get, after those for all
/// @param targets where they are found, and the HTTP options; its scrape options mean nothing
public record AlertmanagerOptions(
    String scheme,
    String pathPrefix,
    Duration timeout,
    List<RelabelConfig> relabelConfigs,
    List<RelabelConfig> alertRelabelConfigs,
    ScrapeConfig targets) {
  public AlertmanagerOptions {
    relabelConfigs = List.copyOf(relabelConfigs);
    alertRelabelConfigs = List.copyOf(alertRelabelConfigs);
  }
}
