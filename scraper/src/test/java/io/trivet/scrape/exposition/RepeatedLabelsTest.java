package io.trivet.scrape.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.label.LabelsBuilder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// What Prometheus 3 stores of labels that are given more than once.
class RepeatedLabelsTest {
  /// The labels of the sample, and the name that is given twice.
  private static String labels(String sample) {
    byte[] bytes = (sample + " 1\n# EOF\n").getBytes(StandardCharsets.UTF_8);
    ExpositionParser parser = ExpositionParser.openMetrics(bytes, bytes.length, true);
    parser.next();
    LabelsBuilder builder = new LabelsBuilder();
    String twice = parser.labels(builder);
    return builder.build() + (twice == null ? "" : " twice " + twice);
  }

  @Test
  void a_label_with_two_values_is_told() {
    assertThat(labels("m{a=\"1\",b=\"2\",a=\"3\"}")).endsWith(" twice a");
  }

  @Test
  void an_empty_value_takes_the_label_away_wherever_it_stands() {
    assertThat(labels("m{a=\"1\",a=\"\",b=\"2\"}")).isEqualTo("{__name__=\"m\", b=\"2\"}");
    assertThat(labels("m{a=\"\",a=\"1\",b=\"2\"}")).isEqualTo("{__name__=\"m\", b=\"2\"}");
    assertThat(labels("m{a=\"1\",a=\"2\",a=\"\"}")).isEqualTo("{__name__=\"m\"}");
  }

  @Test
  void another_repeated_label_is_still_told() {
    assertThat(labels("m{a=\"\",a=\"1\",b=\"2\",b=\"3\"}")).endsWith(" twice b");
  }
}
