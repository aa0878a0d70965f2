package io.trivet.metrics.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.text.QueryParseException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadNamesTest {
  private static Predicate<String> reads(String query) {
    return PromqlEngine.readNames(query);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "(-a)",
        "{__name__=\"a\"}",
        "{\"a\"}",
        "{__name__=~\"a|c\",x=\"1\"}",
        "{__name__!=\"b\",__name__=~\".+\"}",
        "sum by (x) (rate(a[5m]))",
        "c * on(x) group_left a",
        "topk(scalar(a), c)",
        "max_over_time(sum(a)[1h:1m])",
        "absent(a offset 5m) or a @ 100",
        "label_replace(a, \"x\", \"$1\", \"y\", \".*\")",
      })
  void a_name_is_found_wherever_a_selector_stands(String query) {
    assertThat(reads(query)).accepts("a").rejects("b");
  }

  @Test
  void a_selector_without_a_name_reads_any() {
    assertThat(reads("c + {job=\"x\"}")).accepts("a", "b", "c");
  }

  @Test
  void all_conditions_on_a_name_count() {
    assertThat(reads("{__name__=~\"a.*\",__name__!=\"ab\"}")).accepts("ac").rejects("ab", "b");
  }

  @Test
  void info_reads_the_labels_of_targets() {
    assertThat(reads("info(a)")).accepts("a", "target_info").rejects("b");
  }

  @Test
  void what_has_no_selector_reads_nothing() {
    assertThat(reads("vector(1) + time()")).rejects("", "a");
  }

  @Test
  void what_is_no_query_is_refused() {
    assertThatThrownBy(() -> reads("a +")).isInstanceOf(QueryParseException.class);
  }
}
