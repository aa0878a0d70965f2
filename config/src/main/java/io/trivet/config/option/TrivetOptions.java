package io.trivet.config.option;

import io.trivet.config.yaml.YamlNode;
import io.trivet.core.option.Describe;
import io.trivet.logs.LogStoreOptions;
import io.trivet.metrics.MetricsStoreOptions;
import io.trivet.scrape.config.KubernetesMonitors;
import io.trivet.scrape.config.ScrapeConfig;
import io.trivet.scrape.config.ScrapeOptions;
import io.trivet.traces.TraceStoreOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The configuration file: Trivet's own sections, then the top-level keys of a Prometheus
/// configuration file in Prometheus' schema. A new section is one component here.
///
/// Components of type [YamlNode] are understood as keys and have no effect yet.
public record TrivetOptions(
    @Describe("Listeners: ports, addresses, TLS, authentication.") ServerOptions server,
    @Describe("Where data is and how long it stays.") StorageOptions storage,
    @Describe("What an acknowledged write survives.") WalOptions wal,
    @Describe("The time-series store.") MetricsStoreOptions metrics,
    @Describe("The log store.") LogStoreOptions logs,
    @Describe("The trace store.") TraceStoreOptions traces,
    @Describe("Bounds of queries.") QueryOptions query,
    @Describe("Bounds of what is received.") IngestOptions ingest,
    @Describe("How alerts go on over an outage.") RulesOptions rules,
    @Describe("Trivet's own log lines.") LogOptions log,
    @Describe("What Trivet keeps about itself.") SelfOptions self,
    @Describe("Features of Prometheus that change what existing queries or names mean.")
        List<Feature> features,
    @Describe("Defaults of scraping and rules (Prometheus).") GlobalOptions global,
    @Describe(value = "What is scraped (Prometheus).", reloadable = true)
        List<ScrapeConfig> scrapeConfigs,
    @Describe(
            value = "Scrape jobs made of the objects ServiceMonitor and PodMonitor of Kubernetes.",
            reloadable = true)
        @Nullable KubernetesMonitors kubernetesMonitors,
    @Describe("How OTLP metrics become series (Prometheus).") OtlpOptions otlp,
    @Describe(value = "Files with further scrape configurations (Prometheus).", reloadable = true)
        List<String> scrapeConfigFiles,
    @Describe(value = "Files with rules (Prometheus); see rules.md.", reloadable = true)
        List<String> ruleFiles,
    @Describe(value = "Where alerts are sent (Prometheus); see rules.md.", reloadable = true)
        @Nullable YamlNode alerting,
    @Describe(value = "Where samples are sent (Prometheus).", reloadable = true)
        @Nullable YamlNode remoteWrite,
    @Describe(value = "Where further samples are read from (Prometheus).", reloadable = true)
        @Nullable YamlNode remoteRead,
    @Describe(value = "Where traces of the server itself are sent (Prometheus).", reloadable = true)
        @Nullable YamlNode tracing,
    @Describe(value = "Settings of the Go runtime (Prometheus).", reloadable = true)
        @Nullable YamlNode runtime) {
  public TrivetOptions {
    features = List.copyOf(features);
    scrapeConfigs = List.copyOf(scrapeConfigs);
    scrapeConfigFiles = List.copyOf(scrapeConfigFiles);
    ruleFiles = List.copyOf(ruleFiles);
  }

  /// What the scraper is told.
  public ScrapeOptions scrape() {
    return new ScrapeOptions(
        global
            .scrape()
            .orElse(
                features.contains(Feature.EXTRA_SCRAPE_METRICS), ingest.metrics().labelLimits()),
        scrapeConfigs,
        kubernetesMonitors,
        new ScrapeOptions.Features(
            features.contains(Feature.TYPE_AND_UNIT_LABELS),
            features.contains(Feature.CREATED_TIMESTAMP_ZERO_INGESTION)));
  }
}
