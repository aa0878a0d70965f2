package io.trivet.scrape.config;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import io.trivet.core.option.Inline;
import java.time.Duration;
import java.util.List;

/// Scrape jobs made of the objects ServiceMonitor and PodMonitor of a Kubernetes cluster.
public record KubernetesMonitors(
    @Default("") @Describe("Address of the API server; empty: the cluster this runs in.")
        String apiServer,
    @Default("") @Describe("File that says how to reach the cluster.") String kubeconfigFile,
    @Inline HttpClientOptions http,
    @Describe("Namespaces whose objects are read; all if none is named.")
        KubernetesSdConfig.Namespaces namespaces,
    @Default("true") @Describe("Whether objects ServiceMonitor count.") boolean serviceMonitors,
    @Default("") @Describe("Label selector of the objects ServiceMonitor.")
        String serviceMonitorSelector,
    @Default("true") @Describe("Whether objects PodMonitor count.") boolean podMonitors,
    @Default("") @Describe("Label selector of the objects PodMonitor.") String podMonitorSelector,
    @Default("true") @Describe("Whether objects may name files of this server: tokens, TLS keys.")
        boolean fileAccess,
    @Default("5m") @Describe("How often the secrets that objects name are read again.")
        Duration refreshInterval) {

  void validate(String path, List<OptionProblem> problems) {
    new KubernetesSdConfig(
            apiServer,
            "pod",
            kubeconfigFile,
            http,
            namespaces,
            List.of(),
            new KubernetesSdConfig.AttachMetadata(false, false, false, false, false))
        .validate(path, problems);
    if (refreshInterval.isZero() || refreshInterval.isNegative()) {
      problems.add(new OptionProblem(path + ".refresh_interval", "must be longer than 0"));
    }
  }
}
