package io.trivet.scrape.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivet.scrape.meta.MetaLabels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Makes scrape jobs of the endpoints of a ServiceMonitor or PodMonitor: the keys that stand in
/// `scrape_configs`.
///
/// Source: API reference of monitoring.coreos.com/v1; the relabelling rules are those that make the
/// labels which dashboards and rules for these objects expect.
final class MonitorJobs {
  /// What an object monitors.
  enum Kind {
    SERVICE("serviceMonitor", "endpointslice", "service", "endpoints"),
    POD("podMonitor", "pod", "pod", "podMetricsEndpoints");

    private final String jobPrefix;
    private final String role;
    private final String selected;
    private final String endpoints;

    Kind(String jobPrefix, String role, String selected, String endpoints) {
      this.jobPrefix = jobPrefix;
      this.role = role;
      this.selected = selected;
      this.endpoints = endpoints;
    }
  }

  private static final String META = "__meta_kubernetes_";
  private static final String ANY = "(.+)";
  private static final Map<String, String> LIMITS =
      Map.ofEntries(
          Map.entry("sampleLimit", "sample_limit"),
          Map.entry("targetLimit", "target_limit"),
          Map.entry("labelLimit", "label_limit"),
          Map.entry("labelNameLengthLimit", "label_name_length_limit"),
          Map.entry("labelValueLengthLimit", "label_value_length_limit"),
          Map.entry("keepDroppedTargets", "keep_dropped_targets"),
          Map.entry("bodySizeLimit", "body_size_limit"),
          Map.entry("scrapeProtocols", "scrape_protocols"),
          Map.entry("fallbackScrapeProtocol", "fallback_scrape_protocol"),
          Map.entry("nativeHistogramBucketLimit", "native_histogram_bucket_limit"),
          Map.entry("nativeHistogramMinBucketFactor", "native_histogram_min_bucket_factor"),
          Map.entry("scrapeNativeHistograms", "scrape_native_histograms"),
          Map.entry("scrapeClassicHistograms", "always_scrape_classic_histograms"),
          Map.entry("convertClassicHistogramsToNHCB", "convert_classic_histograms_to_nhcb"));

  private final Kind kind;
  private final String namespace;
  private final String name;
  private final JsonNode spec;
  private final Map<String, Object> cluster;
  private final MonitorHttp http;

  /// @param cluster keys of `kubernetes_sd_configs` that say how to reach the cluster
  MonitorJobs(
      Kind kind,
      String namespace,
      String name,
      JsonNode spec,
      Map<String, Object> cluster,
      MonitorHttp http) {
    this.kind = kind;
    this.namespace = namespace;
    this.name = name;
    this.spec = spec;
    this.cluster = cluster;
    this.http = http;
  }

  /// Number of jobs of the object.
  int size() {
    return spec.path(kind.endpoints).size();
  }

  /// Name of the job of an endpoint.
  String jobName(int index) {
    return kind.jobPrefix + "/" + namespace + "/" + name + "/" + index;
  }

  /// Keys of the job of an endpoint.
  ///
  /// @throws IOException if something the endpoint refers to is not there
  Map<String, Object> job(int index) throws IOException {
    JsonNode endpoint = spec.path(kind.endpoints).path(index);
    Map<String, Object> job = new LinkedHashMap<>();
    job.put("job_name", jobName(index));
    copy(endpoint, "honorLabels", job, "honor_labels");
    copy(endpoint, "honorTimestamps", job, "honor_timestamps");
    copy(endpoint, "trackTimestampsStaleness", job, "track_timestamps_staleness");
    copy(endpoint, "interval", job, "scrape_interval");
    copy(endpoint, "scrapeTimeout", job, "scrape_timeout");
    copy(endpoint, "path", job, "metrics_path");
    if (endpoint.hasNonNull("scheme")) {
      job.put("scheme", endpoint.path("scheme").asText().toLowerCase(Locale.ROOT));
    }
    copy(endpoint, "params", job, "params");
    LIMITS.forEach((from, to) -> copy(spec, from, job, to));
    http.add(endpoint, job);
    job.put("kubernetes_sd_configs", List.of(discovery()));
    job.put("relabel_configs", rules(endpoint));
    List<Map<String, Object>> metricRules = new ArrayList<>();
    addOwn(endpoint.path("metricRelabelings"), metricRules);
    job.put("metric_relabel_configs", metricRules);
    return job;
  }

  private Map<String, Object> discovery() {
    Map<String, Object> keys = new LinkedHashMap<>(cluster);
    keys.put("role", kind.role);
    JsonNode selector = spec.path("namespaceSelector");
    if (!selector.path("any").asBoolean()) {
      List<String> names = new ArrayList<>();
      selector.path("matchNames").forEach(one -> names.add(one.asText()));
      keys.put("namespaces", Map.of("names", names.isEmpty() ? List.of(namespace) : names));
    }
    if (spec.path("attachMetadata").path("node").asBoolean()) {
      keys.put("attach_metadata", Map.of("node", true));
    }
    return keys;
  }

  private List<Map<String, Object>> rules(JsonNode endpoint) {
    List<Map<String, Object>> rules = new ArrayList<>();
    rules.add(rule(List.of("job"), "target_label", "__tmp_prometheus_job_name"));
    addSelector(rules);
    addPort(endpoint, rules);
    if (kind == Kind.SERVICE) {
      List<String> target =
          List.of(
              META + "endpointslice_address_target_kind",
              META + "endpointslice_address_target_name");
      rules.add(
          rule(
              target,
              "separator",
              ";",
              "regex",
              "Node;(.*)",
              "replacement",
              "${1}",
              "target_label",
              "node"));
      rules.add(
          rule(
              target,
              "separator",
              ";",
              "regex",
              "Pod;(.*)",
              "replacement",
              "${1}",
              "target_label",
              "pod"));
    }
    rules.add(meta("namespace", "namespace"));
    if (kind == Kind.SERVICE) {
      rules.add(meta("service_name", "service"));
    }
    rules.add(meta("pod_name", "pod"));
    rules.add(meta("pod_container_name", "container"));
    if (endpoint.path("filterRunning").asBoolean(true)) {
      rules.add(rule(List.of(META + "pod_phase"), "regex", "(Failed|Succeeded)", "action", "drop"));
    }
    addLabels("targetLabels", "service", rules);
    addLabels("podTargetLabels", "pod", rules);
    addJob(rules);
    addEndpoint(endpoint, rules);
    addOwn(endpoint.path("relabelings"), rules);
    return rules;
  }

  /// Rules that keep what the label selector of the object selects.
  private void addSelector(List<Map<String, Object>> rules) {
    JsonNode selector = spec.path("selector");
    selector
        .path("matchLabels")
        .properties()
        .forEach(entry ->
            rules.add(
                selected(entry.getKey(), "(" + entry.getValue().asText() + ");true", "keep")));
    for (JsonNode expression : selector.path("matchExpressions")) {
      String key = expression.path("key").asText();
      List<String> values = new ArrayList<>();
      expression.path("values").forEach(value -> values.add(value.asText()));
      String either = "(" + String.join("|", values) + ");true";
      switch (expression.path("operator").asText()) {
        case "In" -> rules.add(selected(key, either, "keep"));
        case "NotIn" -> rules.add(selected(key, either, "drop"));
        case "Exists" -> rules.add(present(key, "keep"));
        case "DoesNotExist" -> rules.add(present(key, "drop"));
        default -> {} // the API server takes no others
      }
    }
  }

  private Map<String, Object> selected(String key, String regex, String action) {
    return rule(
        List.of(
            MetaLabels.name(META + kind.selected + "_label_", key),
            MetaLabels.name(META + kind.selected + "_labelpresent_", key)),
        "regex",
        regex,
        "action",
        action);
  }

  private Map<String, Object> present(String key, String action) {
    return rule(
        List.of(MetaLabels.name(META + kind.selected + "_labelpresent_", key)),
        "regex",
        "true",
        "action",
        action);
  }

  private void addPort(JsonNode endpoint, List<Map<String, Object>> rules) {
    JsonNode target = endpoint.path("targetPort");
    String port = endpoint.path("port").asText();
    if (!port.isEmpty()) {
      String label = kind == Kind.SERVICE ? "endpointslice_port_name" : "pod_container_port_name";
      rules.add(rule(List.of(META + label), "regex", port, "action", "keep"));
    } else if (endpoint.path("portNumber").asInt() > 0) {
      rules.add(
          rule(
              List.of(META + "pod_container_port_number"),
              "regex",
              endpoint.path("portNumber").asText(),
              "action",
              "keep"));
    } else if (!target.asText().isEmpty()) {
      String label = target.isNumber() ? "pod_container_port_number" : "pod_container_port_name";
      rules.add(rule(List.of(META + label), "regex", target.asText(), "action", "keep"));
    }
  }

  private void addLabels(String key, String object, List<Map<String, Object>> rules) {
    for (JsonNode label : spec.path(key)) {
      rules.add(
          rule(
              List.of(MetaLabels.name(META + object + "_label_", label.asText())),
              "regex",
              ANY,
              "replacement",
              "${1}",
              "target_label",
              MetaLabels.name("", label.asText())));
    }
  }

  private void addJob(List<Map<String, Object>> rules) {
    if (kind == Kind.SERVICE) {
      rules.add(rule(List.of(META + "service_name"), "target_label", "job", "replacement", "${1}"));
    } else {
      rules.add(rule(List.of(), "target_label", "job", "replacement", namespace + "/" + name));
    }
    String label = spec.path("jobLabel").asText();
    if (!label.isEmpty()) {
      rules.add(
          rule(
              List.of(MetaLabels.name(META + kind.selected + "_label_", label)),
              "regex",
              ANY,
              "replacement",
              "${1}",
              "target_label",
              "job"));
    }
  }

  private static void addEndpoint(JsonNode endpoint, List<Map<String, Object>> rules) {
    String port = endpoint.path("port").asText();
    String named = port.isEmpty() ? endpoint.path("targetPort").asText() : port;
    if (!named.isEmpty()) {
      rules.add(
          rule(List.of(), "target_label", "endpoint", "replacement", named.replace("$", "$$")));
    }
  }

  /// Adds the rules that the object itself has.
  private static void addOwn(JsonNode own, List<Map<String, Object>> rules) {
    for (JsonNode one : own) {
      Map<String, Object> rule = new LinkedHashMap<>();
      List<String> sources = new ArrayList<>();
      one.path("sourceLabels").forEach(label -> sources.add(label.asText()));
      if (!sources.isEmpty()) {
        rule.put("source_labels", sources);
      }
      copy(one, "separator", rule, "separator");
      copy(one, "targetLabel", rule, "target_label");
      copy(one, "regex", rule, "regex");
      copy(one, "modulus", rule, "modulus");
      copy(one, "replacement", rule, "replacement");
      if (one.hasNonNull("action")) {
        rule.put("action", one.path("action").asText().toLowerCase(Locale.ROOT));
      }
      rules.add(rule);
    }
  }

  private static Map<String, Object> meta(String label, String target) {
    return rule(List.of(META + label), "target_label", target);
  }

  private static Map<String, Object> rule(List<String> sources, String... keysAndValues) {
    Map<String, Object> rule = new LinkedHashMap<>();
    if (!sources.isEmpty()) {
      rule.put("source_labels", sources);
    }
    for (int i = 0; i < keysAndValues.length; i += 2) {
      rule.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return rule;
  }

  /// Copies a value of any shape under another name, if it is there.
  static void copy(JsonNode from, String key, Map<String, Object> to, String name) {
    if (from.hasNonNull(key)) {
      to.put(name, plain(from.path(key)));
    }
  }

  private static Object plain(JsonNode node) {
    if (node.isArray()) {
      List<Object> list = new ArrayList<>();
      node.forEach(item -> list.add(plain(item)));
      return list;
    }
    if (node.isObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      node.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
      return map;
    }
    return node.asText();
  }
}
