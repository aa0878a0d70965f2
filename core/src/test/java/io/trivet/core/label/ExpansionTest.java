package io.trivet.core.label;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Matcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpansionTest {
  /// The text after `(?P<first>\w+)-(\w+)|(\d)` matched `ab-cd`.
  private static @Nullable String expanded(String text) {
    Matcher match = Regex.compile("(?P<first>\\w+)-(\\w+)|(\\d)", 0).matcher("ab-cd");
    assertThat(match.matches()).isTrue();
    return new Expansion(text).expand(match);
  }

  @Test
  void groups_are_named_by_number_and_by_name() {
    assertThat(expanded("<$0> <$1> <${2}> <$first> <${first}>"))
        .isEqualTo("<ab-cd> <ab> <cd> <ab> <ab>");
    assertThat(expanded("$2$1")).isEqualTo("cdab");
  }

  @Test
  void what_is_no_group_is_empty() {
    assertThat(expanded("[$3][$4][$none][$1x][$999999999999][$01][${firs}]"))
        .isEqualTo("[][][][][][][]");
  }

  @Test
  void names_reach_as_far_as_letters_do() {
    assertThat(expanded("${1}x $1-$2 $1\u00e9 $1\ud835\udd38")).isEqualTo("abx ab-cd  ");
  }

  @Test
  void other_dollars_are_themselves() {
    assertThat(expanded("$$1 $ $- ${ ${1 ${} ${1-} $")).isEqualTo("$1 $ $- ${ ${1 ${} ${1-} $");
    assertThat(expanded("plain")).isEqualTo("plain");
    assertThat(expanded("")).isEmpty();
  }

  @Test
  void a_result_is_bounded() {
    assertThat(expanded("$0".repeat(1000))).hasSize(5000);
    assertThat(expanded("$0".repeat(Expansion.MAX_CHARS / 4))).isNull();
    assertThat(expanded("x".repeat(Expansion.MAX_CHARS))).hasSize(Expansion.MAX_CHARS);
    assertThat(expanded("x".repeat(Expansion.MAX_CHARS + 1))).isNull();
  }
}
