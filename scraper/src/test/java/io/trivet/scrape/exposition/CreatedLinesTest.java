package io.trivet.scrape.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.label.LabelsBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CreatedLinesTest {
  /// Labels and start timestamp of each sample, which the text must have.
  private static List<String> starts(String text, boolean createdToo) {
    byte[] bytes = (text + "# EOF\n").getBytes(StandardCharsets.UTF_8);
    return starts(ExpositionParser.openMetrics(bytes, bytes.length, createdToo));
  }

  private static List<String> starts(ExpositionParser parser) {
    List<String> said = new ArrayList<>();
    LabelsBuilder builder = new LabelsBuilder();
    for (Entry entry = parser.next(); entry != Entry.END; entry = parser.next()) {
      if (entry == Entry.SAMPLE || entry == Entry.HISTOGRAM) {
        parser.labels(builder);
        said.add(builder.build() + " " + parser.startMs());
      }
    }
    return said;
  }

  @Test
  void a_line_says_when_the_series_before_it_with_its_labels_began() {
    String text =
        """
        # TYPE a counter
        a_total{x="1"} 5
        a_created{x="1"} 1.5
        a_total{x="2"} 6
        a_created{x="2"} 2.5
        """;
    assertThat(starts(text, true))
        .containsExactly(
            "{__name__=\"a_total\", x=\"1\"} 1500",
            "{__name__=\"a_created\", x=\"1\"} 0",
            "{__name__=\"a_total\", x=\"2\"} 2500",
            "{__name__=\"a_created\", x=\"2\"} 0");
    assertThat(starts(text, false))
        .containsExactly(
            "{__name__=\"a_total\", x=\"1\"} 1500", "{__name__=\"a_total\", x=\"2\"} 2500");
  }

  @Test
  void bounds_and_quantiles_do_not_count() {
    assertThat(
            starts(
                """
                # TYPE h histogram
                h_bucket{a="1",le="1"} 1
                h_bucket{le="+Inf",a="1"} 1
                h_count{a="1"} 1
                h_sum{a="1"} 1
                h_created{a="1"} 3
                # TYPE s summary
                s{quantile="0.5"} 1
                s_count 1
                s_created 4
                """,
                false))
        .allMatch(line -> line.startsWith("{__name__=\"h_") == line.endsWith(" 3000"))
        .allMatch(line -> line.startsWith("{__name__=\"s") == line.endsWith(" 4000"))
        .hasSize(6);
  }

  @Test
  void quoted_names_have_lines_too() {
    assertThat(
            starts(
                """
                # TYPE "my.c" counter
                {"my.c_total","b.c"="1"} 1
                {"my.c_created","b.c"="1"} 5
                """,
                false))
        .containsExactly("{__name__=\"my.c_total\", \"b.c\"=\"1\"} 5000");
  }

  @Test
  void lines_of_other_series_families_and_types_say_nothing() {
    assertThat(starts("# TYPE a counter\na_total{x=\"1\"} 1\na_created{x=\"2\"} 1\n", false))
        .containsExactly("{__name__=\"a_total\", x=\"1\"} 0");
    assertThat(starts("# TYPE a counter\na_total 1\n# TYPE b counter\na_created 1\n", false))
        .containsExactly("{__name__=\"a_total\"} 0");
    assertThat(starts("# TYPE a counter\na_total 1\nb_created 1\n", false))
        .containsExactly("{__name__=\"a_total\"} 0");
    assertThat(starts("# TYPE a gauge\na 1\na_created 1\n", false))
        .containsExactly("{__name__=\"a\"} 0", "{__name__=\"a_created\"} 0");
  }

  @Test
  void a_time_that_is_none_says_nothing() {
    for (String value : List.of("NaN", "+Inf", "-1", "0", "1e300")) {
      assertThat(starts("# TYPE a counter\na_total 1\na_created " + value + "\n", false))
          .containsExactly("{__name__=\"a_total\"} 0");
    }
  }

  @Test
  void histograms_with_custom_buckets_began_when_their_classic_series_did() {
    byte[] bytes =
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_count 1\nh_sum 1\nh_created 3\n# EOF\n"
            .getBytes(StandardCharsets.UTF_8);
    assertThat(
            starts(
                ExpositionParser.customBuckets(
                    ExpositionParser.openMetrics(bytes, bytes.length, false), false)))
        .containsExactly("{__name__=\"h\"} 3000");
  }

  @Test
  void many_series_without_a_line_are_looked_through_once() {
    StringBuilder text = new StringBuilder("# TYPE a counter\n");
    for (int i = 0; i < 100_000; i++) {
      text.append("a_total{x=\"").append(i).append("\"} 1\n");
    }
    long before = System.nanoTime();
    assertThat(starts(text.toString(), true)).hasSize(100_000);
    // Each line against each would be some 2e11 bytes.
    assertThat(System.nanoTime() - before).isLessThan(20_000_000_000L);
  }
}
