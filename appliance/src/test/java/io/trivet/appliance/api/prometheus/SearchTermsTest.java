package io.trivet.appliance.api.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SearchTermsTest {
  @Test
  void characters_in_their_order_are_enough_and_close_ones_count_more() {
    // Runs squared, gaps and half of what follows over the length of the text.
    assertThat(SearchTerms.subsequence("abc", "abc")).isEqualTo(1.0);
    assertThat(SearchTerms.subsequence("http", "a_http")).isEqualTo((16 - 2 / 6.0) / 16);
    assertThat(SearchTerms.subsequence("abc", "a_b_c")).isCloseTo((3 - 2 / 5.0) / 9, within(1e-12));
    assertThat(SearchTerms.subsequence("ab", "a_b_ab__"))
        .isCloseTo((4 - 4 / 8.0 - 1 / 8.0) / 4, within(1e-12));
    assertThat(SearchTerms.subsequence("abc", "cba")).isZero();
    assertThat(SearchTerms.subsequence("abc", "ab")).isZero();
  }

  @Test
  void a_text_that_begins_with_the_term_is_best() {
    SearchTerms terms = new SearchTerms(List.of("http"), true, true, 0);
    assertThat(terms.score("http_requests")).isEqualTo(1.0);
    assertThat(terms.score("sch_http_errors_total")).isCloseTo(0.999 * 15.5 / 16, within(1e-12));
  }

  @Test
  void with_similarity_a_text_that_contains_the_term_counts_more_the_earlier_it_does() {
    SearchTerms terms = new SearchTerms(List.of("ab"), true, false, 0);
    assertThat(terms.score("abxx")).isEqualTo(1.0);
    assertThat(terms.score("xxab")).isCloseTo(0.1, within(1e-12));
    assertThat(terms.score("xabx")).isCloseTo(0.55, within(1e-12));
    assertThat(terms.score("ba")).isZero();
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
