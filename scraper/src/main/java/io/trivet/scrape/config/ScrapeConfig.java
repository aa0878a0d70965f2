package io.trivet.scrape.config;

import io.trivet.core.option.ByteSize;
import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import io.trivet.core.option.Inline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One scrape job: where its targets come from and how they are scraped. A zero duration or limit,
/// an empty text or list and an absent truth value leave the decision to [GlobalScrape].
public record ScrapeConfig(
    @Describe("Name of the job; its targets have it as label job.") String jobName,
    @Default("0") @Describe("How often.") Duration scrapeInterval,
    @Default("0") @Describe("How long a scrape may take.") Duration scrapeTimeout,
    @Describe("Formats to ask for, most wanted first.") List<String> scrapeProtocols,
    @Default("") @Describe("Format of answers whose Content-Type says none.")
        String fallbackScrapeProtocol,
    @Default("/metrics") @Describe("Path.") String metricsPath,
    @Default("http") @Describe("http or https.") String scheme,
    @Describe("Query parameters.") Map<String, List<String>> params,
    @Default("false") @Describe("Whether labels of the target win over those of its job.")
        boolean honorLabels,
    @Default("true") @Describe("Whether timestamps of the target count.") boolean honorTimestamps,
    @Default("false") @Describe("Whether series with own timestamps get staleness markers.")
        boolean trackTimestampsStaleness,
    @Default("true") @Describe("Whether gzip is asked for.") boolean enableCompression,
    @Default("0") @Describe("Largest exposition, uncompressed.") ByteSize bodySizeLimit,
    @Default("0") @Describe("Most samples of one scrape, after relabelling.") long sampleLimit,
    @Default("0") @Describe("Most labels of one sample.") int labelLimit,
    @Default("0") @Describe("Longest label name.") int labelNameLengthLimit,
    @Default("0") @Describe("Longest label value.") int labelValueLengthLimit,
    @Default("0") @Describe("Most targets of the job.") int targetLimit,
    @Default("0") @Describe("How many dropped targets are kept to be shown.")
        int keepDroppedTargets,
    @Default("0") @Describe("Most buckets of a native histogram.") int nativeHistogramBucketLimit,
    @Default("0") @Describe("Smallest growth from bucket to bucket of a native histogram.")
        double nativeHistogramMinBucketFactor,
    @Default("") @Describe("Which names are valid: utf8 or legacy.")
        String metricNameValidationScheme,
    @Default("") @Describe("How targets shall escape names.") String metricNameEscapingScheme,
    @Describe("Whether native histograms are taken.") @Nullable Boolean scrapeNativeHistograms,
    @Describe("Whether classic histograms become native ones, custom buckets.")
        @Nullable Boolean convertClassicHistogramsToNhcb,
    @Describe("Whether classic histograms are kept beside native ones.")
        @Nullable Boolean alwaysScrapeClassicHistograms,
    @Describe("Whether the limits of a scrape are reported as series.")
        @Nullable Boolean extraScrapeMetrics,
    @Default("") @Describe("File for a line per scrape that fails; empty: the one of `global`.")
        String scrapeFailureLogFile,
    @Describe("Rules for targets.") List<RelabelConfig> relabelConfigs,
    @Describe("Rules for samples.") List<RelabelConfig> metricRelabelConfigs,
    @Inline HttpClientOptions http,
    @Describe("Targets written down.") List<StaticConfig> staticConfigs,
    @Describe("Targets in files.") List<FileSdConfig> fileSdConfigs,
    @Describe("Targets listed by a server.") List<HttpSdConfig> httpSdConfigs,
    @Describe("Targets in DNS.") List<DnsSdConfig> dnsSdConfigs,
    @Describe("Targets in the catalogue of Consul.") List<ConsulSdConfig> consulSdConfigs,
    @Describe("Targets that are containers of Docker.") List<DockerSdConfig> dockerSdConfigs,
    @Describe("Targets in a Kubernetes cluster.") List<KubernetesSdConfig> kubernetesSdConfigs,
    @Describe("Known to Prometheus, not available here.") List<Map<String, Object>> azureSdConfigs,
    @Describe("Known to Prometheus, not available here.")
        List<Map<String, Object>> digitaloceanSdConfigs,
    @Describe("Known to Prometheus, not available here.")
        List<Map<String, Object>> dockerswarmSdConfigs,
    @Describe("Known to Prometheus, not available here.") List<Map<String, Object>> ec2SdConfigs,
    @Describe("Known to Prometheus, not available here.") List<Map<String, Object>> eurekaSdConfigs,
    @Describe("Known to Prometheus, not available here.") List<Map<String, Object>> gceSdConfigs,
    @Describe("Known to Prometheus, not available here.")
        List<Map<String, Object>> hetznerSdConfigs,
    @Describe("Known to Prometheus, not available here.") List<Map<String, Object>> ionosSdConfigs,
    @Describe("Known to Prometheus, not available here.") List<Map<String, Object>> kumaSdConfigs,
    @Describe("Known to Prometheus, not available here.")
        List<Map<String, Object>> lightsailSdConfigs,
    @Describe("Known to Prometheus, not available here.") List<Map<String, Object>> linodeSdConfigs,
    @Describe("Known to Prometheus, not available here.")
        List<Map<String, Object>> marathonSdConfigs,
    @Describe("Known to Prometheus, not available here.") List<Map<String, Object>> nerveSdConfigs,
    @Describe("Known to Prometheus, not available here.") List<Map<String, Object>> nomadSdConfigs,
    @Describe("Known to Prometheus, not available here.")
        List<Map<String, Object>> openstackSdConfigs,
    @Describe("Known to Prometheus, not available here.")
        List<Map<String, Object>> ovhcloudSdConfigs,
    @Describe("Known to Prometheus, not available here.")
        List<Map<String, Object>> puppetdbSdConfigs,
    @Describe("Known to Prometheus, not available here.")
        List<Map<String, Object>> scalewaySdConfigs,
    @Describe("Known to Prometheus, not available here.")
        List<Map<String, Object>> serversetSdConfigs,
    @Describe("Known to Prometheus, not available here.")
        List<Map<String, Object>> stackitSdConfigs,
    @Describe("Known to Prometheus, not available here.") List<Map<String, Object>> tritonSdConfigs,
    @Describe("Known to Prometheus, not available here.") List<Map<String, Object>> uyuniSdConfigs,
    @Describe("Known to Prometheus, not available here.")
        List<Map<String, Object>> vultrSdConfigs) {

  public ScrapeConfig {
    scrapeProtocols = List.copyOf(scrapeProtocols);
    params = Map.copyOf(params);
    relabelConfigs = List.copyOf(relabelConfigs);
    metricRelabelConfigs = List.copyOf(metricRelabelConfigs);
    staticConfigs = List.copyOf(staticConfigs);
    fileSdConfigs = List.copyOf(fileSdConfigs);
    httpSdConfigs = List.copyOf(httpSdConfigs);
    dnsSdConfigs = List.copyOf(dnsSdConfigs);
    kubernetesSdConfigs = List.copyOf(kubernetesSdConfigs);
    dockerSdConfigs = List.copyOf(dockerSdConfigs);
    consulSdConfigs = List.copyOf(consulSdConfigs);
  }

  void validate(String path, GlobalScrape global, List<OptionProblem> problems) {
    if (jobName.isEmpty()) {
      problems.add(new OptionProblem(path + ".job_name", "job_name is empty"));
    }
    Duration interval = scrapeInterval.isZero() ? global.scrapeInterval() : scrapeInterval;
    if (scrapeInterval.isNegative()) {
      problems.add(new OptionProblem(path + ".scrape_interval", "must be longer than 0"));
    }
    if (scrapeTimeout.isNegative() || scrapeTimeout.compareTo(interval) > 0) {
      problems.add(
          new OptionProblem(
              path + ".scrape_timeout",
              "scrape timeout greater than scrape interval for scrape config with job name \""
                  + jobName
                  + "\""));
    }
    ScrapeProtocol.validate(scrapeProtocols, path + ".scrape_protocols", problems);
    if (!fallbackScrapeProtocol.isEmpty() && ScrapeProtocol.of(fallbackScrapeProtocol) == null) {
      problems.add(
          new OptionProblem(
              path + ".fallback_scrape_protocol",
              "invalid fallback_scrape_protocol for scrape config with job name \""
                  + jobName
                  + "\": "
                  + ScrapeProtocol.unknown(fallbackScrapeProtocol)));
    }
    NameScheme.validate(
        metricNameValidationScheme.isEmpty()
            ? global.metricNameValidationScheme()
            : metricNameValidationScheme,
        metricNameEscapingScheme,
        path,
        problems);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      problems.add(new OptionProblem(path + ".scheme", "must be http or https: " + scheme));
    }
    limitProblems(path, problems);
    http.validate(path, problems);
    for (int i = 0; i < relabelConfigs.size(); i++) {
      relabelConfigs.get(i).validate(path + ".relabel_configs[" + i + "]", problems);
    }
    for (int i = 0; i < metricRelabelConfigs.size(); i++) {
      metricRelabelConfigs.get(i).validate(path + ".metric_relabel_configs[" + i + "]", problems);
    }
    discoveryProblems(path, problems);
  }

  private void limitProblems(String path, List<OptionProblem> problems) {
    GlobalScrape.notNegative(sampleLimit, path + ".sample_limit", problems);
    GlobalScrape.notNegative(labelLimit, path + ".label_limit", problems);
    GlobalScrape.notNegative(labelNameLengthLimit, path + ".label_name_length_limit", problems);
    GlobalScrape.notNegative(labelValueLengthLimit, path + ".label_value_length_limit", problems);
    GlobalScrape.notNegative(targetLimit, path + ".target_limit", problems);
    GlobalScrape.notNegative(keepDroppedTargets, path + ".keep_dropped_targets", problems);
    GlobalScrape.notNegative(
        nativeHistogramBucketLimit, path + ".native_histogram_bucket_limit", problems);
  }

  private void discoveryProblems(String path, List<OptionProblem> problems) {
    for (int i = 0; i < staticConfigs.size(); i++) {
      staticConfigs.get(i).validate(path + ".static_configs[" + i + "]", problems);
    }
    for (int i = 0; i < fileSdConfigs.size(); i++) {
      fileSdConfigs.get(i).validate(path + ".file_sd_configs[" + i + "]", problems);
    }
    for (int i = 0; i < httpSdConfigs.size(); i++) {
      httpSdConfigs.get(i).validate(path + ".http_sd_configs[" + i + "]", problems);
    }
    for (int i = 0; i < dnsSdConfigs.size(); i++) {
      dnsSdConfigs.get(i).validate(path + ".dns_sd_configs[" + i + "]", problems);
    }
    for (int i = 0; i < consulSdConfigs.size(); i++) {
      consulSdConfigs.get(i).validate(path + ".consul_sd_configs[" + i + "]", problems);
    }
    for (int i = 0; i < dockerSdConfigs.size(); i++) {
      dockerSdConfigs.get(i).validate(path + ".docker_sd_configs[" + i + "]", problems);
    }
    for (int i = 0; i < kubernetesSdConfigs.size(); i++) {
      kubernetesSdConfigs.get(i).validate(path + ".kubernetes_sd_configs[" + i + "]", problems);
    }
  }

  /// Kinds of service discovery which the job names and this version cannot do.
  public List<String> unavailableDiscoveries() {
    List<String> kinds = new ArrayList<>();
    named(kinds, "azure", azureSdConfigs);
    named(kinds, "digitalocean", digitaloceanSdConfigs);
    named(kinds, "dockerswarm", dockerswarmSdConfigs);
    named(kinds, "ec2", ec2SdConfigs);
    named(kinds, "eureka", eurekaSdConfigs);
    named(kinds, "gce", gceSdConfigs);
    named(kinds, "hetzner", hetznerSdConfigs);
    named(kinds, "ionos", ionosSdConfigs);
    named(kinds, "kuma", kumaSdConfigs);
    named(kinds, "lightsail", lightsailSdConfigs);
    named(kinds, "linode", linodeSdConfigs);
    named(kinds, "marathon", marathonSdConfigs);
    named(kinds, "nerve", nerveSdConfigs);
    named(kinds, "nomad", nomadSdConfigs);
    named(kinds, "openstack", openstackSdConfigs);
    named(kinds, "ovhcloud", ovhcloudSdConfigs);
    named(kinds, "puppetdb", puppetdbSdConfigs);
    named(kinds, "scaleway", scalewaySdConfigs);
    named(kinds, "serverset", serversetSdConfigs);
    named(kinds, "stackit", stackitSdConfigs);
    named(kinds, "triton", tritonSdConfigs);
    named(kinds, "uyuni", uyuniSdConfigs);
    named(kinds, "vultr", vultrSdConfigs);
    return kinds;
  }

  private static void named(List<String> kinds, String kind, List<Map<String, Object>> configs) {
    if (!configs.isEmpty()) {
      kinds.add(kind);
    }
  }
}
