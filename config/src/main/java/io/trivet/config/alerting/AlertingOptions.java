package io.trivet.config.alerting;

import io.trivet.config.bind.Binder;
import io.trivet.config.bind.OptionPaths;
import io.trivet.config.problem.Problems;
import io.trivet.config.yaml.YamlNode;
import io.trivet.core.option.Default;
import io.trivet.scrape.config.GlobalScrape;
import io.trivet.scrape.config.HttpClientOptions;
import io.trivet.scrape.config.OptionProblem;
import io.trivet.scrape.config.RelabelConfig;
import io.trivet.scrape.config.ScrapeConfig;
import io.trivet.scrape.config.ScrapeOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whom alerts are told to.
///
/// @param alertRelabelConfigs rules for all alerts
public record AlertingOptions(
    List<RelabelConfig> alertRelabelConfigs, List<AlertmanagerOptions> alertmanagers) {
  /// Nobody.
  public static final AlertingOptions NONE = new AlertingOptions(List.of(), List.of());

  public AlertingOptions {
    alertRelabelConfigs = List.copyOf(alertRelabelConfigs);
    alertmanagers = List.copyOf(alertmanagers);
  }

  /// The section.
  private record Section(List<RelabelConfig> alertRelabelConfigs, List<YamlNode> alertmanagers) {}

  /// The keys of an Alertmanager that scrape jobs do not have.
  private record Own(
      @Default("http") String scheme,
      @Default("/") String pathPrefix,
      @Default("10s") Duration timeout,
      @Default("v2") String apiVersion,
      List<RelabelConfig> relabelConfigs,
      List<RelabelConfig> alertRelabelConfigs) {}

  /// Reads the section; what is wrong with it goes to the problems, and what is left is returned.
  ///
  /// @param section null when there is none
  public static AlertingOptions read(
      @Nullable YamlNode section, GlobalScrape global, Problems problems) {
    if (section == null || section.isNull()) {
      return NONE;
    }
    Section read = new Binder(problems).bind(Section.class, section, section.at().source());
    if (read == null) {
      return NONE;
    }
    List<AlertmanagerOptions> all = new ArrayList<>();
    for (int i = 0; i < read.alertmanagers().size(); i++) {
      YamlNode node = read.alertmanagers().get(i);
      if (node instanceof YamlNode.Mapping mapping) {
        AlertmanagerOptions one = alertmanager(mapping, i, global, problems);
        if (one != null) {
          all.add(one);
        }
      } else {
        problems.error(node.at(), node.text(), "alertmanagers[" + i + "] must be a mapping", null);
      }
    }
    relabelProblems(
        read.alertRelabelConfigs(), section, "alerting.alert_relabel_configs", problems);
    return new AlertingOptions(read.alertRelabelConfigs(), all);
  }

  private static @Nullable AlertmanagerOptions alertmanager(
      YamlNode.Mapping mapping, int index, GlobalScrape global, Problems problems) {
    Map<String, YamlNode.Entry> own = new LinkedHashMap<>();
    Map<String, YamlNode.Entry> shared = new LinkedHashMap<>();
    String path = "alerting.alertmanagers[" + index + "]";
    mapping.entries().forEach((key, entry) -> (isOfJob(key) ? shared : own).put(key, entry));
    YamlNode job = new YamlNode.Scalar("config-" + index, false, mapping.at());
    shared.put("job_name", new YamlNode.Entry(mapping.at(), job));
    String source = mapping.at().source();
    Binder binder = new Binder(problems);
    Own options = binder.bind(Own.class, new YamlNode.Mapping(own, mapping.at()), source);
    ScrapeConfig targets =
        binder.bind(ScrapeConfig.class, new YamlNode.Mapping(shared, mapping.at()), source);
    if (options == null || targets == null) {
      return null;
    }
    validate(targets, mapping, path, global, problems);
    relabelProblems(options.relabelConfigs(), mapping, path + ".relabel_configs", problems);
    relabelProblems(
        options.alertRelabelConfigs(), mapping, path + ".alert_relabel_configs", problems);
    check(mapping, path, "scheme", options.scheme(), Set.of("http", "https"), problems);
    check(mapping, path, "api_version", options.apiVersion(), Set.of("v2"), problems);
    String prefix = options.pathPrefix();
    while (prefix.length() > 1 && prefix.endsWith("/")) {
      prefix = prefix.substring(0, prefix.length() - 1);
    }
    return new AlertmanagerOptions(
        options.scheme(),
        prefix.startsWith("/") ? prefix : "/" + prefix,
        options.timeout(),
        options.relabelConfigs(),
        options.alertRelabelConfigs(),
        targets);
  }

  /// Whether an entry of `alertmanagers` has a key because scrape jobs have it: the client and
  /// discovery.
  private static boolean isOfJob(String key) {
    return key.equals("static_configs")
        || key.endsWith("_sd_configs")
        || OptionPaths.exists(HttpClientOptions.class, key);
  }

  private static void validate(
      ScrapeConfig targets, YamlNode at, String path, GlobalScrape global, Problems problems) {
    String job = "scrape_configs[0]";
    for (OptionProblem problem : new ScrapeOptions(global, List.of(targets)).validate()) {
      if (problem.path().startsWith(job)) {
        String below = path + problem.path().substring(job.length());
        problems.error(at.at(), "", below + ": " + problem.message(), null);
      }
    }
  }

  private static void relabelProblems(
      List<RelabelConfig> rules, YamlNode at, String path, Problems problems) {
    List<OptionProblem> found = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      rules.get(i).validate(path + "[" + i + "]", found);
    }
    found.forEach(problem -> problems.error(at.at(), "", problem.toString(), null));
  }

  private static void check(
      YamlNode.Mapping mapping,
      String path,
      String key,
      String value,
      Set<String> possible,
      Problems problems) {
    if (!possible.contains(value)) {
      YamlNode at = mapping.get(key);
      problems.error(
          at == null ? mapping.at() : at.at(),
          value,
          path + "." + key + " must be " + String.join(" or ", possible.stream().sorted().toList()),
          null);
    }
  }
}
