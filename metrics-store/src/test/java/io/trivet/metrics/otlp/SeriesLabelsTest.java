package io.trivet.metrics.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.label.LabelLimits;
import io.trivet.core.label.Labels;
import io.trivet.metrics.otlp.TranslationOptions.Delta;
import io.trivet.metrics.otlp.TranslationOptions.Resource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeriesLabelsTest {
  private static final MetricScope NO_SCOPE = new MetricScope("", "", "", Map.of());
  private static final Map<String, String> TILL =
      Map.of(
          "service.name", "till",
          "service.namespace", "shop",
          "service.instance.id", "till-7",
          "host.name", "h1",
          "os", "linux");

  private static SeriesLabels labels(Resource resource, boolean scope) {
    TranslationOptions plain = TranslationOptions.DEFAULT;
    return new SeriesLabels(
        new TranslationOptions(
            plain.names(),
            resource,
            scope,
            false,
            false,
            false,
            Delta.REFUSE,
            300_000,
            LabelLimits.NONE));
  }

  private static final SeriesLabels PLAIN = new SeriesLabels(TranslationOptions.DEFAULT);

  @Test
  void the_service_becomes_job_and_instance() {
    assertThat(PLAIN.of(Map.of("a.b", "c"), TILL, NO_SCOPE))
        .isEqualTo(Labels.of("a_b", "c", "instance", "till-7", "job", "shop/till"));
    assertThat(PLAIN.of(Map.of(), Map.of("service.name", "lite"), NO_SCOPE))
        .isEqualTo(Labels.of("job", "lite"));
    assertThat(PLAIN.of(Map.of(), Map.of("service.namespace", "ns"), NO_SCOPE))
        .isEqualTo(Labels.EMPTY);
  }

  @Test
  void job_and_instance_of_the_resource_win_over_attributes_of_the_point() {
    Map<String, String> point = Map.of("job", "own", "instance", "mine");
    assertThat(PLAIN.of(point, Map.of("service.name", "lite"), NO_SCOPE))
        .isEqualTo(Labels.of("job", "lite", "instance", "mine"));
  }

  @Test
  void promoted_attributes_give_way_to_those_of_the_point() {
    SeriesLabels some = labels(new Resource(false, Set.of("host.name"), false), false);
    assertThat(some.of(Map.of(), TILL, NO_SCOPE).get("host_name")).isEqualTo("h1");
    assertThat(some.of(Map.of("host.name", "own"), TILL, NO_SCOPE).get("host_name"))
        .isEqualTo("own");
    assertThat(some.of(Map.of(), TILL, NO_SCOPE).has("os")).isFalse();
  }

  @Test
  void all_attributes_but_the_ignored_are_promoted() {
    SeriesLabels all = labels(new Resource(true, Set.of("os"), false), false);
    Labels found = all.of(Map.of(), TILL, NO_SCOPE);
    assertThat(found.get("service_name")).isEqualTo("till");
    assertThat(found.get("host_name")).isEqualTo("h1");
    assertThat(found.has("os")).isFalse();
  }

  @Test
  void values_of_names_that_fall_together_are_joined_in_the_order_of_their_keys() {
    assertThat(PLAIN.of(Map.of("a_b", "f", "a.b", "e"), Map.of(), NO_SCOPE))
        .isEqualTo(Labels.of("a_b", "e;f"));
  }

  @Test
  void the_scope_is_shown_when_asked_for() {
    MetricScope scope = new MetricScope("lib", "1.4", "", Map.of("tier", "front"));
    Resource none = new Resource(false, Set.of(), false);
    assertThat(labels(none, true).of(Map.of(), Map.of(), scope))
        .isEqualTo(
            Labels.of(
                "otel_scope_name", "lib", "otel_scope_tier", "front", "otel_scope_version", "1.4"));
    assertThat(labels(none, false).of(Map.of(), Map.of(), scope)).isEqualTo(Labels.EMPTY);
  }

  @Test
  void target_info_has_what_does_not_identify() {
    assertThat(PLAIN.targetInfo(TILL))
        .isEqualTo(
            Labels.of(
                "__name__", "target_info",
                "job", "shop/till",
                "instance", "till-7",
                "host_name", "h1",
                "os", "linux"));
    SeriesLabels keeping = labels(new Resource(false, Set.of(), true), false);
    Labels kept = keeping.targetInfo(TILL);
    assertThat(kept).isNotNull();
    assertThat(String.valueOf(kept)).contains("service_name=\"till\"");
  }

  @Test
  void there_is_no_target_info_without_identity_or_without_more() {
    assertThat(PLAIN.targetInfo(Map.of("os", "linux"))).isNull();
    assertThat(PLAIN.targetInfo(Map.of("service.name", "lite"))).isNull();
    assertThat(PLAIN.targetInfo(Map.of())).isNull();
  }
}
