package io.trivet.core.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelsTest {
  @Test
  void are_sorted_without_empty_values_and_the_last_of_a_name_counts() {
    Labels labels = Labels.of("b", "2", "a", "1", "c", "", "b", "3");
    assertThat(labels.toString()).isEqualTo("{a=\"1\", b=\"3\"}");
    assertThat(labels.get("c")).isEmpty();
    assertThat(labels).isEqualTo(Labels.of("a", "1", "b", "3"));
  }

  @Test
  void order_is_that_of_utf8() {
    assertThat(Labels.compareText("\uffee", "\ud83d\ude00")).isNegative();
    assertThat(Labels.compareText("a", "ab")).isNegative();
    assertThat(Labels.of("a", "1")).isLessThan(Labels.of("a", "1", "b", "1"));
  }

  @Test
  void odd_names_and_values_are_quoted() {
    assertThat(Labels.of("a.b", "x\"\n").toString()).isEqualTo("{\"a.b\"=\"x\\\"\\n\"}");
  }

  @Test
  void regexes_of_simple_shape_match_as_the_engine_does() {
    List<String> patterns =
        List.of(
            "", "abc", "a|b", "(a|bc|)", "(?:a|b)", "a.*", ".*c", "a.*c", ".+", "a.+", ".*b.*",
            "a\\.b", "a\\.b.*", "(?i)abc", "ab?c", "a{2}", "[ab]c", "a|b.*", "ab*", "^abc$",
            "a\\|b", "(a)(b)", "x-y|a b", "\\d+", ".*", "a.*b.*c");
    List<String> values =
        List.of(
            "", "a", "b", "abc", "ABC", "a.b", "a.bx", "ac", "aa", "bc", "ab", "a|b", "a\nc", "12");
    for (String pattern : patterns) {
      Pattern engine = Pattern.compile(pattern, Pattern.DOTALL);
      Regex regex = Regex.anchored(pattern);
      for (String value : values) {
        assertThat(regex.matches(value))
            .as("%s on %s", pattern, value)
            .isEqualTo(engine.matches(value));
        if (regex.matches(value)) {
          assertThat(value).startsWith(regex.prefix());
        }
      }
    }
    assertThat(Regex.anchored("a|b").finiteSet()).containsExactlyInAnyOrder("a", "b");
    assertThat(Regex.anchored("ab.*").prefix()).isEqualTo("ab");
  }

  @Test
  void hostile_regexes_are_refused() {
    assertThatThrownBy(() -> Regex.anchored("(")).isInstanceOf(RegexException.class);
    assertThatThrownBy(() -> Regex.anchored("((a{999}){999}){999}"))
        .isInstanceOf(RegexException.class);
    assertThatThrownBy(() -> Regex.anchored("a.*b".repeat(20_000)))
        .isInstanceOf(RegexException.class);
    assertThatThrownBy(() -> Regex.anchored("a".repeat(Regex.MAX_SET_CHARS + 1)))
        .isInstanceOf(RegexException.class);
    assertThatThrownBy(() -> Regex.anchored("(".repeat(30_000) + ")".repeat(30_000)))
        .isInstanceOf(RegexException.class);
  }

  @Test
  void matchers_treat_absent_labels_as_empty() {
    assertThat(LabelMatcher.of("a", LabelMatcher.Op.NOT_EQUAL, "x").matches(Labels.EMPTY)).isTrue();
    assertThat(LabelMatcher.of("a", LabelMatcher.Op.MATCHES, "x?").matches(Labels.EMPTY)).isTrue();
    assertThat(LabelMatcher.of("a", LabelMatcher.Op.NOT_MATCHES, ".*").matches(Labels.EMPTY))
        .isFalse();
  }
}
