package io.trivet.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.config.Configuration;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class FeatureTableTest {
  private static SortedMap<String, SortedMap<String, Boolean>> of(String yaml) {
    return FeatureTable.of(Objects.requireNonNull(Configuration.parse("t.yaml", yaml).options()));
  }

  @Test
  void what_can_be_switched_is_told_as_it_is() {
    assertThat(of("{}").get("api")).containsEntry("admin", false).containsEntry("search", true);
    assertThat(of("server: {admin_api: true, search_api: false}").get("api"))
        .containsEntry("admin", true)
        .containsEntry("search", false);
    assertThat(of("{}").get("promql")).containsEntry("delayed_name_removal", false);
    assertThat(of("features: [promql-delayed-name-removal]").get("promql"))
        .containsEntry("delayed_name_removal", true);
  }

  @Test
  void languages_and_discoveries_tell_what_they_know() {
    Map<String, ? extends Map<String, Boolean>> all = of("{}");
    assertThat(all.get("promql_functions"))
        .containsEntry("rate", true)
        .containsEntry("mad_over_time", true)
        .doesNotContainKey("nothing");
    assertThat(all.get("promql_operators"))
        .containsKeys("atan2", "</", "limitk", "unless", "=~", "@");
    assertThat(all.get("templating_functions"))
        .containsKeys("humanize", "query", "stripPort")
        .doesNotContainKey("printf");
    assertThat(all.get("service_discovery_providers"))
        .containsOnlyKeys("static", "file", "http", "dns", "consul", "docker", "kubernetes");
  }
}
