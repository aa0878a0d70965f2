package io.trivet.appliance.api.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SearchTermsTest {
  @Test
  void characters_in_their_order_are_enough_and_close_ones_count_more() {
    assertThat(SearchTerms.subsequence("abc", "xxabcxx")).isEqualTo(1.0);
    assertThat(SearchTerms.subsequence("abc", "a_b_c")).isEqualTo(3.0 / 5);
    assertThat(SearchTerms.subsequence("abc", "a___b_c_abxc")).isEqualTo(3.0 / 4);
    assertThat(SearchTerms.subsequence("abc", "cba")).isZero();
  }

  @Test
  void similarity_of_jaro_and_winkler_has_its_textbook_values() {
    assertThat(SearchTerms.jaroWinkler("MARTHA", "MARHTA")).isCloseTo(0.9611, within(1e-4));
    assertThat(SearchTerms.jaroWinkler("DIXON", "DICKSONX")).isCloseTo(0.8133, within(1e-4));
    assertThat(SearchTerms.jaroWinkler("a", "b")).isZero();
  }

  @Test
  void case_and_threshold_are_respected() {
    assertThat(new SearchTerms(List.of("SH"), true, true, 0).score("shop")).isZero();
    assertThat(new SearchTerms(List.of("SH"), false, true, 0).score("shop")).isEqualTo(1.0);
    assertThat(new SearchTerms(List.of("sp"), true, true, 0.9).score("shop")).isZero();
    assertThat(new SearchTerms(List.of(), true, true, 0.9).score("anything")).isEqualTo(1.0);
  }
}
