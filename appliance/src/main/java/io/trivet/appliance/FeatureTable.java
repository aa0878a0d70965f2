package io.trivet.appliance;

import io.trivet.config.option.Feature;
import io.trivet.config.option.TrivetOptions;
import io.trivet.core.rule.RuleTemplate;
import io.trivet.metrics.promql.ast.AggregationOp;
import io.trivet.metrics.promql.ast.BinaryOp;
import io.trivet.metrics.promql.function.Signature;
import io.trivet.scrape.discovery.Discoveries;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What clients of the Prometheus API may rely on, by category and name as `/api/v1/features` of
/// Prometheus 3 has them: whether it is there and, where it can be switched, on.
final class FeatureTable {
  private final SortedMap<String, SortedMap<String, Boolean>> categories = new TreeMap<>();

  private FeatureTable() {}

  static SortedMap<String, SortedMap<String, Boolean>> of(TrivetOptions options) {
    FeatureTable table = new FeatureTable();
    table.interfaces(options);
    table.language(options.features());
    table.rest(options.features());
    return table.categories;
  }

  private void put(String category, String name, boolean there) {
    categories.computeIfAbsent(category, _ -> new TreeMap<>()).put(name, there);
  }

  private void all(String category, Collection<String> names) {
    names.forEach(name -> put(category, name, true));
  }

  private void interfaces(TrivetOptions options) {
    put("api", "admin", options.server().adminApi());
    put("api", "lifecycle", options.server().lifecycleApi());
    put("api", "otlp_write_receiver", true);
    put("api", "remote_write_receiver", options.ingest().metrics().remoteWrite());
    put("api", "search", options.server().searchApi());
    all(
        "api",
        List.of(
            "exclude_alerts",
            "label_values_match",
            "openapi_3.1",
            "openapi_3.2",
            "query_stats",
            "query_warnings",
            "search_fuzz_alg_jarowinkler",
            "search_fuzz_alg_subsequence",
            "time_range_labels",
            "time_range_series"));
    List<Feature> on = options.features();
    put("otlp_receiver", "delta_conversion", on.contains(Feature.OTLP_DELTATOCUMULATIVE));
    put(
        "otlp_receiver",
        "native_delta_ingestion",
        on.contains(Feature.OTLP_NATIVE_DELTA_INGESTION));
    put("prometheus", "agent_mode", false);
    put("prometheus", "auto_reload_config", false);
    put("prometheus", "server_mode", true);
  }

  private void language(List<Feature> on) {
    all(
        "promql",
        List.of(
            "anchored",
            "at_modifier",
            "bool",
            "by",
            "duration_expr",
            "fill",
            "fill_left",
            "fill_right",
            "group_left",
            "group_right",
            "ignoring",
            "negative_offset",
            "offset",
            "on",
            "per_query_lookback_delta",
            "smoothed",
            "subqueries",
            "without"));
    put("promql", "delayed_name_removal", on.contains(Feature.PROMQL_DELAYED_NAME_REMOVAL));
    put("promql", "per_step_stats", on.contains(Feature.PROMQL_PER_STEP_STATS));
    put("promql", "type_and_unit_labels", on.contains(Feature.TYPE_AND_UNIT_LABELS));
    all("promql_functions", Signature.names());
    all("promql_operators", List.of("=~", "!~", "@"));
    all("promql_operators", Arrays.stream(BinaryOp.values()).map(op -> op.text).toList());
    all("promql_operators", Arrays.stream(AggregationOp.values()).map(op -> op.text).toList());
  }

  private void rest(List<Feature> on) {
    put("rules", "concurrent_rule_eval", on.contains(Feature.CONCURRENT_RULE_EVAL));
    all("rules", List.of("keep_firing_for", "query_offset"));
    put("scrape", "extra_scrape_metrics", true);
    put(
        "scrape",
        "start_timestamp_zero_ingestion",
        on.contains(Feature.CREATED_TIMESTAMP_ZERO_INGESTION));
    put("scrape", "type_and_unit_labels", on.contains(Feature.TYPE_AND_UNIT_LABELS));
    all("service_discovery_providers", Discoveries.kinds());
    all("templating_functions", RuleTemplate.functions());
    all(
        "tsdb",
        List.of(
            "exemplar_storage", "isolation", "native_histograms", "out_of_order", "st_storage"));
  }
}
