package io.trivet.metrics.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.metrics.otlp.TranslationOptions.Names;
import org.junit.jupiter.api.Test;

/// Expected names are those of the OpenTelemetry compatibility specification and of Prometheus 3.
class NamesTest {
  private static final Names ESCAPED = new Names(true, true, true, true);
  private static final Names ESCAPED_BARE = new Names(true, false, true, true);
  private static final Names UTF8 = new Names(false, true, true, true);
  private static final Names AS_IS = new Names(false, false, true, true);

  @Test
  void units_and_kinds_become_suffixes() {
    assertName("o.temperature", "Cel", MetricKind.GAUGE, "o_temperature_celsius");
    assertName("o.requests", "1", MetricKind.COUNTER, "o_requests_total");
    assertName("o.stock", "{items}", MetricKind.UP_DOWN_COUNTER, "o_stock");
    assertName("o.io", "By", MetricKind.COUNTER, "o_io_bytes_total");
    assertName("o.load", "1", MetricKind.GAUGE, "o_load_ratio");
    assertName("o.share", "%", MetricKind.GAUGE, "o_share_percent");
    assertName("o.custom", "widgets", MetricKind.GAUGE, "o_custom_widgets");
  }

  @Test
  void quotients_are_spelled_with_per() {
    assertName("o.rate", "m/s", MetricKind.COUNTER, "o_rate_meters_per_second_total");
    assertName("o.speed", "km/h", MetricKind.GAUGE, "o_speed_km_per_hour");
    assertName("o.flow", "{cars}/min", MetricKind.GAUGE, "o_flow_per_min");
  }

  @Test
  void what_the_name_says_already_is_not_repeated() {
    assertName("o.sold.total", "", MetricKind.COUNTER, "o_sold_total");
    assertName("o.ratio", "1", MetricKind.GAUGE, "o_ratio");
    assertName("o.duration.seconds", "s", MetricKind.GAUGE, "o_duration_seconds");
    assertName("total.sold", "", MetricKind.COUNTER, "sold_total");
  }

  @Test
  void runs_of_other_characters_become_one_underscore() {
    assertName("o__double..dots--dash", "", MetricKind.GAUGE, "o_double_dots_dash");
    assertName("9lives", "", MetricKind.GAUGE, "_9lives");
    assertName("o:colon", "", MetricKind.GAUGE, "o:colon");
    assertName("o.größe", "", MetricKind.GAUGE, "o_gr_e");
  }

  @Test
  void without_suffixes_underscores_of_the_name_stay() {
    assertThat(MetricNames.translate("a__b..c", "By", MetricKind.COUNTER, ESCAPED_BARE))
        .isEqualTo("a__b_c");
    assertThat(MetricNames.translate("9a", "By", MetricKind.COUNTER, ESCAPED_BARE))
        .isEqualTo("_9a");
  }

  @Test
  void without_escaping_suffixes_are_put_in_order() {
    assertThat(MetricNames.translate("o.io", "By/s", MetricKind.COUNTER, UTF8))
        .isEqualTo("o.io_bytes_per_second_total");
    assertThat(MetricNames.translate("o.io.total", "By", MetricKind.COUNTER, UTF8))
        .isEqualTo("o.io_bytes_total");
    assertThat(MetricNames.translate("o.load", "1", MetricKind.GAUGE, UTF8))
        .isEqualTo("o.load_ratio");
  }

  @Test
  void without_translation_names_stay() {
    assertThat(MetricNames.translate("o.größe/9 ", "By", MetricKind.COUNTER, AS_IS))
        .isEqualTo("o.größe/9 ");
  }

  @Test
  void names_of_which_nothing_is_left_are_refused() {
    for (String name : new String[] {"", "...", "é"}) {
      assertThatThrownBy(() -> MetricNames.translate(name, "", MetricKind.GAUGE, ESCAPED))
          .isInstanceOf(UntranslatableException.class);
    }
    assertThatThrownBy(() -> MetricNames.translate("", "", MetricKind.GAUGE, AS_IS))
        .isInstanceOf(UntranslatableException.class);
  }

  @Test
  void units_are_words() {
    assertThat(MetricNames.unit("By/s", ESCAPED)).isEqualTo("bytes_per_second");
    assertThat(MetricNames.unit("{cars}/min", AS_IS)).isEqualTo("per_min");
    assertThat(MetricNames.unit("1", ESCAPED)).isEmpty();
    assertThat(MetricNames.unit("{requests}", ESCAPED)).isEmpty();
  }

  @Test
  void label_names_are_escaped_character_by_character() {
    assertThat(LabelNames.translate("http.method", ESCAPED)).isEqualTo("http_method");
    assertThat(LabelNames.translate("a..b", ESCAPED)).isEqualTo("a__b");
    assertThat(LabelNames.translate("släsh/", ESCAPED)).isEqualTo("sl_sh_");
    assertThat(LabelNames.translate("a😀b", ESCAPED)).isEqualTo("a_b");
    assertThat(LabelNames.translate("1st", ESCAPED)).isEqualTo("key_1st");
    assertThat(LabelNames.translate("_lead", ESCAPED)).isEqualTo("key_lead");
    assertThat(LabelNames.translate("__dunder", ESCAPED)).isEqualTo("__dunder");
    assertThat(LabelNames.translate("a b", AS_IS)).isEqualTo("a b");
  }

  @Test
  void label_names_follow_the_options() {
    assertThat(LabelNames.translate("_lead", new Names(true, true, false, true)))
        .isEqualTo("_lead");
    assertThat(LabelNames.translate("a..b__c", new Names(true, true, true, false)))
        .isEqualTo("a_b_c");
  }

  @Test
  void label_names_of_nothing_are_refused() {
    for (String name : new String[] {"", "_", "__", ".."}) {
      assertThatThrownBy(() -> LabelNames.translate(name, ESCAPED))
          .isInstanceOf(UntranslatableException.class);
    }
  }

  private static void assertName(String name, String unit, MetricKind kind, String expected) {
    assertThat(MetricNames.translate(name, unit, kind, ESCAPED)).isEqualTo(expected);
  }
}
