package io.trivet.core.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class RuleOrderTest {
  /// Expressions are names with spaces between them; `*` reads any.
  private static final RuleLanguage WORDS =
      new RuleLanguage() {
        @Override
        public List<RuleSample> evaluate(RuleGroup.Key group, String expression, long timeMs) {
          return List.of();
        }

        @Override
        public Predicate<String> reads(String expression) {
          Set<String> names = Set.of(expression.split(" "));
          return name -> names.contains("*") || names.contains(name);
        }
      };

  private static Rule record(String name, String reads) {
    return new Rule.Recording(name, reads, Map.of());
  }

  private static Rule alert(String reads) {
    return new Rule.Alerting("Alert", reads, 0, 0, Map.of(), Map.of());
  }

  private static List<List<Integer>> stages(Rule... rules) {
    return RuleOrder.stages(List.of(rules), WORDS);
  }

  @Test
  void independent_rules_are_one_stage() {
    assertThat(stages(record("a", "x"), record("b", "x y"), alert("x")))
        .containsExactly(List.of(0, 1, 2));
  }

  @Test
  void a_group_without_rules_has_no_stage() {
    assertThat(stages()).isEmpty();
  }

  @Test
  void a_reader_comes_after_the_writer_before_it() {
    assertThat(stages(record("a", "x"), record("b", "a"), record("c", "b"), record("d", "x")))
        .containsExactly(List.of(0, 3), List.of(1), List.of(2));
  }

  @Test
  void a_reader_comes_before_the_writer_after_it_as_it_would_in_turn() {
    assertThat(stages(record("b", "a"), record("a", "x"))).containsExactly(List.of(0), List.of(1));
  }

  @Test
  void a_reader_waits_for_every_writer_of_the_name() {
    assertThat(stages(record("a", "x"), record("a", "c"), record("c", "x"), alert("a c")))
        .containsExactly(List.of(0, 1), List.of(2), List.of(3));
  }

  @Test
  void an_expression_that_may_read_anything_is_alone() {
    assertThat(stages(record("a", "x"), record("b", "x"), alert("*"), record("c", "x"), alert("y")))
        .containsExactly(List.of(0, 1), List.of(2), List.of(3, 4));
  }

  @Test
  void a_rule_that_reads_its_own_name_depends_on_no_other() {
    assertThat(stages(record("a", "a"), record("b", "x"))).containsExactly(List.of(0, 1));
  }

  @Test
  void the_series_of_alerts_depend_on_every_alerting_rule() {
    assertThat(stages(alert("x"), record("a", "ALERTS"), alert("y"), record("b", "x")))
        .containsExactly(List.of(0, 3), List.of(1), List.of(2));
    assertThat(stages(alert("x"), alert("ALERTS_FOR_STATE")))
        .containsExactly(List.of(0), List.of(1));
  }
}
