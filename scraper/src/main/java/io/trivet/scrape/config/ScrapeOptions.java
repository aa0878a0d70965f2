package io.trivet.scrape.config;

import io.trivet.core.option.Describe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everything the scraper is told: what holds for all jobs, and the jobs.
public record ScrapeOptions(
    @Describe(value = "What holds for all scrape jobs.", reloadable = true) GlobalScrape global,
    @Describe(value = "The scrape jobs.", reloadable = true) List<ScrapeConfig> scrapeConfigs,
    @Describe(value = "Jobs made of objects of Kubernetes.", reloadable = true)
        @Nullable KubernetesMonitors monitors,
    @Describe("Features of Prometheus.") Features features) {

  public ScrapeOptions {
    scrapeConfigs = List.copyOf(scrapeConfigs);
  }

  /// Options without features and without jobs made of objects of Kubernetes.
  public ScrapeOptions(GlobalScrape global, List<ScrapeConfig> scrapeConfigs) {
    this(global, scrapeConfigs, null, Features.NONE);
  }

  /// Features that change what a scrape stores.
  ///
  /// @param typeAndUnitLabels whether series get the labels `__type__` and `__unit__`
  /// @param zeroSamples whether a start timestamp makes a sample of 0
  public record Features(boolean typeAndUnitLabels, boolean zeroSamples) {
    public static final Features NONE = new Features(false, false);
  }

  /// What is wrong with the options; empty if nothing is.
  public List<OptionProblem> validate() {
    List<OptionProblem> problems = new ArrayList<>();
    global.validate("global", problems);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < scrapeConfigs.size(); i++) {
      ScrapeConfig config = scrapeConfigs.get(i);
      String path = "scrape_configs[" + i + "]";
      config.validate(path, global, problems);
      if (!names.add(config.jobName())) {
        problems.add(
            new OptionProblem(
                path + ".job_name",
                "found multiple scrape configs with job name \"" + config.jobName() + "\""));
      }
    }
    if (monitors != null) {
      monitors.validate("kubernetes_monitors", problems);
    }
    return problems;
  }
}
