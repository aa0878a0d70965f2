package io.trivet.config.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> KEYS = List.of("port", "address", "enabled", "basic_auth");

  @Test
  void finds_a_name_with_one_swapped_replaced_added_or_missing_character() {
    assertThat(Nearest.to("prot", KEYS)).isEqualTo("port");
    assertThat(Nearest.to("sort", KEYS)).isEqualTo("port");
    assertThat(Nearest.to("ports", KEYS)).isEqualTo("port");
    assertThat(Nearest.to("adress", KEYS)).isEqualTo("address");
  }

  @Test
  void ignores_case_dashes_and_underscores() {
    assertThat(Nearest.to("basicAuth", KEYS)).isEqualTo("basic_auth");
    assertThat(Nearest.to("BASIC-AUTH", KEYS)).isEqualTo("basic_auth");
  }

  @Test
  void suggests_nothing_when_more_than_a_third_differs() {
    assertThat(Nearest.to("retention", KEYS)).isNull();
    assertThat(Nearest.to("po", KEYS)).isNull();
    assertThat(Nearest.to("x".repeat(10_000), KEYS)).isNull();
  }
}
