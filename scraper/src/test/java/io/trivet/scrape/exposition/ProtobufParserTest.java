package io.trivet.scrape.exposition;

import static io.trivet.scrape.ProtoBytes.family;
import static io.trivet.scrape.ProtoBytes.join;
import static io.trivet.scrape.ProtoBytes.label;
import static io.trivet.scrape.ProtoBytes.message;
import static io.trivet.scrape.ProtoBytes.number;
import static io.trivet.scrape.ProtoBytes.real;
import static io.trivet.scrape.ProtoBytes.signed;
import static io.trivet.scrape.ProtoBytes.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.label.LabelsBuilder;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What Prometheus 3 stores of protobuf expositions.
class ProtobufParserTest {
  private static final int COUNTER = 0;
  private static final int GAUGE = 1;
  private static final int SUMMARY = 2;
  private static final int HISTOGRAM = 4;
  private static final int GAUGE_HISTOGRAM = 5;

  private static byte[] bucket(double bound, long count) {
    return message(3, number(1, count), real(2, bound));
  }

  private static byte[] span(int field, int offset, int length) {
    return message(field, signed(1, offset), number(2, length));
  }

  /// Everything an exposition says, with native histograms and those with custom buckets.
  private static List<String> read(boolean classicToo, byte[]... families) {
    byte[] body = join(families);
    ExpositionParser parser = ExpositionParser.protobuf(body, body.length, true, classicToo, true);
    List<String> said = new ArrayList<>();
    LabelsBuilder labels = new LabelsBuilder();
    try {
      for (Entry entry = parser.next(); entry != Entry.END; entry = parser.next()) {
        switch (entry) {
          case TYPE -> said.add(parser.family() + " is " + parser.type().text());
          case HELP, UNIT -> {}
          case SAMPLE -> {
            String twice = parser.labels(labels);
            said.add(
                labels.build()
                    + (twice == null ? "" : " twice " + twice)
                    + " "
                    + parser.value()
                    + " exemplars "
                    + parser.exemplars());
          }
          case HISTOGRAM -> {
            parser.labels(labels);
            said.add(labels.build() + " " + shown(parser.histogram()));
          }
          case END -> throw new AssertionError("unreachable");
        }
      }
    } catch (ExpositionException e) {
      said.add("refused: " + e.reason());
    }
    return said;
  }

  private static String shown(NativeHistogram h) {
    return h.resetHint
        + " "
        + h.schema
        + " "
        + h.count
        + " "
        + Arrays.toString(h.positiveSpans)
        + " "
        + Arrays.toString(h.positiveBuckets)
        + " "
        + Arrays.toString(h.customBounds);
  }

  @Test
  void a_family_without_metrics_says_nothing_whatever_its_name_and_type() {
    assertThat(read(false, family("", 77), family("m", GAUGE))).isEmpty();
    assertThat(read(false, family("m", 77, message(4))))
        .containsExactly("refused: unknown metric type for metric \"m\": 77");
  }

  @Test
  void the_family_is_told_before_a_label_of_it_is_refused() {
    assertThat(read(false, family("m", GAUGE, message(4, message(1, text(1, ""))))))
        .containsExactly("m is gauge", "refused: invalid label name: ");
  }

  @Test
  void a_metric_without_a_value_is_zero() {
    assertThat(read(false, family("m", GAUGE, message(4))))
        .containsExactly("m is gauge", "{__name__=\"m\"} 0.0 exemplars 0");
    assertThat(read(false, family("s", SUMMARY, message(4))))
        .containsExactly(
            "s is summary",
            "{__name__=\"s_count\"} 0.0 exemplars 0",
            "{__name__=\"s_sum\"} 0.0 exemplars 0");
  }

  @Test
  void an_empty_label_takes_its_name_away_and_one_without_anything_is_none() {
    assertThat(
            read(
                false,
                family(
                    "m",
                    GAUGE,
                    message(4, label("a", "x"), label("a", ""), message(1), label("b", "y")))))
        .containsExactly("m is gauge", "{__name__=\"m\", b=\"y\"} 0.0 exemplars 0");
  }

  @Test
  void a_label_that_the_format_adds_itself_comes_twice() {
    byte[] summary = message(4, message(3, real(1, 0.5), real(2, 7)));
    assertThat(read(false, family("s", SUMMARY, message(4, label("quantile", "x"), summary))))
        .last()
        .asString()
        .contains(" twice quantile ");
  }

  @Test
  void an_exemplar_may_be_empty() {
    byte[] counter = message(3, real(1, 5), message(2));
    assertThat(read(false, family("c", COUNTER, message(4, counter))))
        .containsExactly("c is counter", "{__name__=\"c\"} 5.0 exemplars 1");
  }

  @Test
  void buckets_behind_that_of_infinity_are_left_out() {
    byte[] histogram =
        message(7, number(1, 3), bucket(1, 2), bucket(Double.POSITIVE_INFINITY, 3), bucket(5, 3));
    assertThat(read(true, family("h", HISTOGRAM, message(4, histogram))))
        .filteredOn(line -> line.contains("_bucket"))
        .containsExactly(
            "{__name__=\"h_bucket\", le=\"1.0\"} 2.0 exemplars 0",
            "{__name__=\"h_bucket\", le=\"+Inf\"} 3.0 exemplars 0");
  }

  @Test
  void gauge_histograms_get_custom_buckets_too() {
    byte[] histogram = message(7, number(1, 5), real(2, 1.5), bucket(1, 2), bucket(2, 2));
    assertThat(read(false, family("g", GAUGE_HISTOGRAM, message(4, histogram))))
        .containsExactly(
            "g is gaugehistogram",
            "{__name__=\"g\"} GAUGE -53 5.0 [0, 1, 1, 1] [2.0, 3.0] [1.0, 2.0]");
  }

  @Test
  void buckets_that_contradict_each_other_fail_the_scrape() {
    byte[] histogram = message(7, number(1, 5), bucket(1, 4), bucket(2, 3));
    assertThat(read(false, family("h", HISTOGRAM, message(4, histogram))))
        .last()
        .asString()
        .startsWith("refused: ");
  }

  @Test
  void the_first_of_two_buckets_with_one_bound_counts() {
    byte[] histogram = message(7, number(1, 5), bucket(1, 4), bucket(1, 3));
    assertThat(read(false, family("h", HISTOGRAM, message(4, histogram))))
        .containsExactly(
            "h is histogram", "{__name__=\"h\"} UNKNOWN -53 5.0 [0, 2] [4.0, 1.0] [1.0]");
  }

  @Test
  void empty_buckets_of_native_histograms_are_left_out() {
    byte[] histogram =
        message(
            7,
            number(1, 3),
            span(12, 2, 3),
            span(12, 1, 1),
            signed(13, 0),
            signed(13, 2),
            signed(13, -2),
            signed(13, 1));
    assertThat(read(false, family("h", HISTOGRAM, message(4, histogram))))
        .containsExactly(
            "h is histogram", "{__name__=\"h\"} UNKNOWN 0 3.0 [3, 1, 2, 1] [2.0, 1.0] []");
  }

  @Test
  void a_zero_bucket_of_floats_alone_makes_no_native_histogram() {
    byte[] histogram = message(7, real(4, 2), real(8, 2));
    assertThat(read(true, family("h", HISTOGRAM, message(4, histogram))))
        .contains("{__name__=\"h_count\"} 2.0 exemplars 0");
  }

  @Test
  void schemas_finer_than_any_are_refused() {
    byte[] histogram = message(7, number(1, 1), signed(5, 9), number(7, 1));
    assertThat(read(false, family("h", HISTOGRAM, message(4, histogram))))
        .last()
        .asString()
        .startsWith("refused: histogram has an invalid schema");
  }
}
