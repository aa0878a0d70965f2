package io.trivet.scrape.relabel;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.scrape.RecordBinder;
import io.trivet.scrape.config.OptionProblem;
import io.trivet.scrape.config.RelabelConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RelabellingTest {
  private static final Labels BASE = Labels.of("a", "foo", "b", "bar", "c", "baz");

  private static RelabelConfig rule(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return RecordBinder.bind(RelabelConfig.class, map);
  }

  /// The labels after the rule, or "dropped".
  private static String apply(Labels labels, RelabelConfig... rules) {
    LabelsBuilder builder = new LabelsBuilder(labels);
    boolean kept = Relabelling.of(List.of(rules), false).apply(builder);
    return kept ? builder.build().toString() : "dropped";
  }

  @Test
  void replace_puts_the_groups_of_joined_sources_into_the_target() {
    assertThat(
            apply(
                BASE,
                rule(
                    "source_labels",
                    List.of("a", "b"),
                    "regex",
                    "f(.*);(.*)r",
                    "target_label",
                    "d",
                    "replacement",
                    "${1}x$2$$")))
        .isEqualTo("{a=\"foo\", b=\"bar\", c=\"baz\", d=\"ooxba$\"}");
  }

  @Test
  void replace_leaves_everything_alone_without_a_match_of_the_whole_value() {
    assertThat(apply(BASE, rule("source_labels", List.of("a"), "regex", "fo", "target_label", "a")))
        .isEqualTo(BASE.toString());
  }

  @Test
  void replace_with_an_empty_result_removes_the_target() {
    assertThat(
            apply(
                BASE,
                rule("source_labels", List.of("a"), "target_label", "b", "replacement", "$2")))
        .isEqualTo("{a=\"foo\", c=\"baz\"}");
  }

  @Test
  void the_target_may_name_groups() {
    assertThat(
            apply(
                BASE,
                rule(
                    "source_labels",
                    List.of("a"),
                    "regex",
                    "(?P<name>f)(.*)",
                    "target_label",
                    "x_${name}_$2",
                    "replacement",
                    "v")))
        .isEqualTo("{a=\"foo\", b=\"bar\", c=\"baz\", x_f_oo=\"v\"}");
  }

  @Test
  void a_reference_without_braces_takes_all_word_characters() {
    assertThat(
            apply(
                BASE,
                rule("source_labels", List.of("a"), "target_label", "d", "replacement", "[$1x]$")))
        .isEqualTo("{a=\"foo\", b=\"bar\", c=\"baz\", d=\"[]$\"}");
  }

  @Test
  void keep_and_drop_decide_by_the_match() {
    assertThat(apply(BASE, rule("action", "keep", "source_labels", List.of("a"), "regex", "f.*")))
        .isEqualTo(BASE.toString());
    assertThat(apply(BASE, rule("action", "keep", "source_labels", List.of("a"), "regex", "x")))
        .isEqualTo("dropped");
    assertThat(apply(BASE, rule("action", "Drop", "source_labels", List.of("z"), "regex", "")))
        .isEqualTo("dropped");
  }

  @Test
  void keepequal_and_dropequal_compare_with_the_target() {
    Labels same = Labels.of("a", "x", "b", "x");
    RelabelConfig keep =
        rule("action", "keepequal", "source_labels", List.of("a"), "target_label", "b");
    RelabelConfig drop =
        rule("action", "dropequal", "source_labels", List.of("a"), "target_label", "b");
    assertThat(apply(same, keep)).isEqualTo(same.toString());
    assertThat(apply(BASE, keep)).isEqualTo("dropped");
    assertThat(apply(same, drop)).isEqualTo("dropped");
    assertThat(apply(BASE, drop)).isEqualTo(BASE.toString());
  }

  @Test
  void hashmod_takes_the_last_eight_bytes_of_the_md5_sum() {
    // md5("foo") = acbd18db4cc2f85cedef654fccc4a4d8
    long expected = Long.remainderUnsigned(0xedef654fccc4a4d8L, 1000);
    assertThat(
            apply(
                Labels.of("a", "foo"),
                rule(
                    "action",
                    "hashmod",
                    "source_labels",
                    List.of("a"),
                    "modulus",
                    1000,
                    "target_label",
                    "h")))
        .isEqualTo("{a=\"foo\", h=\"" + expected + "\"}");
  }

  @Test
  void labelmap_copies_and_labeldrop_and_labelkeep_remove() {
    assertThat(
            apply(
                Labels.of("meta_x", "1", "y", "2"),
                rule("action", "labelmap", "regex", "meta_(.+)")))
        .isEqualTo("{meta_x=\"1\", x=\"1\", y=\"2\"}");
    assertThat(apply(BASE, rule("action", "labeldrop", "regex", "a|b"))).isEqualTo("{c=\"baz\"}");
    assertThat(apply(BASE, rule("action", "labelkeep", "regex", "a|b")))
        .isEqualTo("{a=\"foo\", b=\"bar\"}");
  }

  @Test
  void rules_after_the_one_that_drops_have_nothing_to_go_by() {
    List<Relabelling.Step> steps =
        Relabelling.of(
                List.of(
                    rule("action", "uppercase", "source_labels", List.of("a"), "target_label", "a"),
                    rule("action", "drop", "source_labels", List.of("a"), "regex", "FOO"),
                    rule("action", "labeldrop", "regex", ".*")),
                false)
            .steps(BASE);
    assertThat(steps).extracting(Relabelling.Step::kept).containsExactly(true, false, false);
    assertThat(steps.getLast().labels()).isEqualTo(Labels.EMPTY);
    assertThat(steps.getFirst().labels()).isEqualTo(BASE.with("a", "FOO"));
  }

  @Test
  void rules_that_make_no_sense_are_refused_in_the_words_of_prometheus() {
    assertThat(problems(rule("action", "hashmod", "target_label", "x")))
        .containsExactly("relabel configuration for hashmod requires non-zero modulus");
    assertThat(problems(rule("action", "replace", "source_labels", List.of("a"))))
        .containsExactly("relabel configuration for replace action requires 'target_label' value");
    assertThat(problems(rule("action", "labeldrop", "source_labels", List.of("a"))))
        .containsExactly("labeldrop action requires only 'regex', and no other fields");
    assertThat(problems(rule("action", "move"))).containsExactly("unknown relabel action \"move\"");
    assertThat(problems(rule("action", "keep", "regex", "("))).hasSize(1);
  }

  private static List<String> problems(RelabelConfig rule) {
    List<OptionProblem> problems = new ArrayList<>();
    rule.validate("relabel_configs[0]", problems);
    return problems.stream().map(OptionProblem::message).toList();
  }
}
