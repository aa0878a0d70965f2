package io.trivet.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.config.problem.Problem;
import io.trivet.config.problem.Problems;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class YamlReaderTest {
  private final Problems problems = new Problems();

  private @Nullable YamlNode read(String text) {
    return YamlReader.read("a.yml", text, problems);
  }

  private List<String> found() {
    return problems.all().stream().map(Problem::toString).toList();
  }

  private static YamlNode.Mapping mapping(@Nullable YamlNode node) {
    assertThat(node).isInstanceOf(YamlNode.Mapping.class);
    return (YamlNode.Mapping) Objects.requireNonNull(node);
  }

  @Test
  void every_node_knows_its_line_and_column() {
    YamlNode.Mapping root = mapping(read("a: 1\nb:\n  - x\n  - {c: 'y'}\n"));
    assertThat(root.get("a")).hasToString("Scalar[text=1, plain=true, at=a.yml:1:4]");
    YamlNode.Sequence list = (YamlNode.Sequence) Objects.requireNonNull(root.get("b"));
    assertThat(list.at()).hasToString("a.yml:3:3");
    assertThat(mapping(list.items().get(1)).get("c"))
        .hasToString("Scalar[text=y, plain=false, at=a.yml:4:9]");
    assertThat(found()).isEmpty();
  }

  @Test
  void columns_count_characters_not_bytes() {
    YamlNode.Mapping root = mapping(read("{\"\uD83D\uDE00é\": 1, b: 2}"));
    assertThat(Objects.requireNonNull(root.get("b")).at()).hasToString("a.yml:1:14");
  }

  @Test
  void a_duplicate_key_names_both_lines_and_keeps_the_first() {
    YamlNode.Mapping root = mapping(read("a: 1\nb: 2\n\na: 3\n"));
    assertThat(found())
        .containsExactly(
            "a.yml:4:1: error: duplicate key \"a\", first on line 1, again on line 4; keep one of"
                + " them");
    assertThat(root.get("a")).hasToString("Scalar[text=1, plain=true, at=a.yml:1:4]");
  }

  @Test
  void an_empty_text_is_no_node_and_no_problem() {
    assertThat(read("")).isNull();
    assertThat(read("# only a comment\n")).isNull();
    assertThat(found()).isEmpty();
  }

  @Test
  void a_second_document_is_refused() {
    assertThat(read("a: 1\n---\nb: 2\n")).isNull();
    assertThat(found())
        .containsExactly("a.yml:3:1: error: a second document; keep everything in one document");
  }

  @Test
  void broken_syntax_is_a_problem_at_its_place() {
    assertThat(read("a: 1\nb: [1, 2\nc: 3\n")).isNull();
    assertThat(problems.all()).hasSize(1);
    assertThat(problems.all().getFirst().position()).hasToString("a.yml:3:2");
    assertThat(problems.all().getFirst().message()).startsWith("not YAML: ");
  }

  @Test
  void a_tab_as_indentation_is_named() {
    assertThat(read("a:\n\tb: 1\n")).isNull();
    assertThat(problems.all()).hasSize(1);
    assertThat(problems.all().getFirst().position().line()).isEqualTo(2);
    assertThat(problems.all().getFirst().suggestion()).isEqualTo("indent with spaces");
  }

  @Test
  void a_control_character_is_a_problem_at_its_place() {
    assertThat(read("a: 1\nb: x\u0000y\n")).isNull();
    assertThat(found())
        .containsExactly(
            "a.yml:2:5: error: a character that YAML does not allow; remove it, or write it as an"
                + " escape in double quotes");
  }

  @Test
  void a_list_as_key_is_refused() {
    read("[a, b]: 1\n");
    assertThat(found()).containsExactly("a.yml:1:1: error: a key must be a plain name");
  }

  @Test
  void aliases_and_merge_keys_stand_for_what_was_anchored() {
    YamlNode.Mapping root =
        mapping(read("base: &b {x: 1, y: 2}\nother:\n  <<: *b\n  y: 3\nsame: *b\n"));
    YamlNode.Mapping other = mapping(root.get("other"));
    assertThat(other.get("x")).hasToString("Scalar[text=1, plain=true, at=a.yml:1:14]");
    assertThat(other.get("y")).hasToString("Scalar[text=3, plain=true, at=a.yml:4:6]");
    assertThat(root.get("same")).isSameAs(root.get("base"));
    assertThat(found()).isEmpty();
  }

  @Test
  void an_alias_within_its_own_anchor_is_refused() {
    assertThat(read("a: &a\n  - *a\n")).isNull();
    assertThat(found())
        .containsExactly(
            "a.yml:2:5: error: the alias \"*a\" has no finished anchor before it; write \"&a\" at"
                + " the value it stands for");
  }

  @Test
  void a_billion_laughs_end_at_the_bound() {
    StringBuilder text = new StringBuilder("a0: &a0 [lol]\n");
    for (int i = 1; i <= 30; i++) {
      text.append("a%d: &a%d [".formatted(i, i))
          .append("*a%d,".formatted(i - 1).repeat(9))
          .append("]\n");
    }
    assertThat(read(text.toString())).isNull();
    assertThat(problems.all()).hasSize(1);
    assertThat(problems.all().getFirst().message())
        .isEqualTo("more than 500000 values, aliases expanded");
  }

  @Test
  void nesting_ends_at_the_bound() {
    assertThat(read("[".repeat(YamlReader.MAX_DEPTH) + "]".repeat(YamlReader.MAX_DEPTH)))
        .isNotNull();
    assertThat(found()).isEmpty();
    assertThat(read("[".repeat(100_000))).isNull();
    assertThat(found())
        .containsExactly(
            "a.yml:1:65: error: nested more than 64 levels deep; flatten the document");
  }

  @Test
  void a_text_over_the_bound_is_refused() {
    assertThat(read("#".repeat(YamlReader.MAX_LENGTH + 1))).isNull();
    assertThat(problems.all().getFirst().message())
        .isEqualTo("the text has 4194305 characters, more than 4194304");
  }
}
