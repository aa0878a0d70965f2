package io.trivet.core.label;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LabelLimitsTest {
  private static final Labels SERIES = Labels.of("__name__", "up", "job", "größe");

  @Test
  void labels_within_all_bounds_have_no_problem() {
    assertThat(LabelLimits.NONE.problem(SERIES)).isNull();
    assertThat(new LabelLimits(2, 8, 7).problem(SERIES)).isNull();
  }

  @Test
  void too_many_labels_are_told_with_the_bound() {
    assertThat(new LabelLimits(1, 0, 0).problem(SERIES))
        .isEqualTo("a series of \"up\" has 2 labels, more than the limit of 1");
  }

  @Test
  void names_and_values_count_in_bytes() {
    assertThat(new LabelLimits(0, 7, 0).problem(SERIES))
        .isEqualTo("the label name \"__name__\" of \"up\" is longer than the limit of 7 bytes");
    assertThat(new LabelLimits(0, 0, 6).problem(SERIES))
        .isEqualTo("the label value of \"job\" of \"up\" is longer than the limit of 6 bytes");
  }

  @Test
  void long_names_are_cut_in_the_message() {
    Labels odd = Labels.of("__name__", "m".repeat(500), "l".repeat(500), "x");
    assertThat(new LabelLimits(0, 100, 0).problem(odd)).hasSizeLessThan(250);
  }
}
