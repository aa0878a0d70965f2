package io.trivet.metrics.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.query.QueryContext;
import org.junit.jupiter.api.Test;

/// Answers of a running Prometheus 3 to queries at the edges of the language, which the public
/// scripts leave out.
class PrometheusAnswersTest {
  private static final String DATA =
      """
      load 1m
        a{l="1"} 1 1 1 1 1 1
        a{l="2"} 10 10 10 10 10 10
        b{l="x"} 5 5 5 5 5 5
        mixed{l="1"} 1 2 3 4 5 6
        mixed{l="2"} 2 2 2 2 2 2
        mixed{l="3"} {{schema:0 sum:1 count:2 buckets:[1 1]}}x5
        custom {{schema:-53 sum:1 count:10 custom_values:[-1 0 1] buckets:[1 2 3 4]}}x5
        shifted{l="1"} {{schema:-53 sum:1 count:6 custom_values:[1 2] buckets:[1 2 3]}}x5
        shifted{l="2"} {{schema:-53 sum:1 count:6 custom_values:[1 3] buckets:[1 2 3]}}x5

      """;

  private static void evaluates(String script) {
    PromqlScript run = new PromqlScript((DATA + script).lines().toList());
    run.run();
    assertThat(run.failures).isEmpty();
    assertThat(run.passed).isPositive();
  }

  @Test
  void arguments_and_operands_fail_even_where_their_values_do_not_matter() {
    evaluates(
        """
        eval instant at 5m start_timestamp(b > on () a)
          expect fail

        eval instant at 5m absent_over_time(nothing[1m] anchored)
          expect fail msg: anchored modifier can only be used with: changes, delta, increase, rate, resets - not with absent_over_time

        eval instant at 5m nothing > on () fill_right(1) a
          expect fail

        eval instant at 5m a > on () group_left (l) b
          expect fail msg: multiple matches for labels: grouping labels must ensure unique matches
        """);
  }

  @Test
  void pairs_without_a_result_do_not_count_as_matched() {
    evaluates(
        """
        eval instant at 5m mixed >/ on () b
          expect info msg: PromQL info: incompatible sample types encountered for binary operator ">/": float >/ float (1:1)
          {} {{schema:0 sum:0 count:0}}
        """);
  }

  @Test
  void infinities_win_over_what_is_no_number() {
    evaluates(
        """
        eval instant at 0 clamp_min(vector(NaN), Inf)
          {} +Inf

        eval instant at 0 clamp_max(vector(NaN), -Inf)
          {} -Inf

        eval instant at 0 vector(max_of(NaN, Inf))
          {} +Inf

        eval instant at 0 acosh(vector(-1e18))
          {} NaN
        """);
  }

  @Test
  void dates_of_what_is_no_time_are_those_of_the_smallest_number_of_seconds() {
    evaluates(
        """
        eval instant at 0 hour(vector(NaN))
          {} 15

        eval instant at 0 day_of_year(vector(-Inf))
          {} 339

        eval instant at 0 year(vector(Inf))
          {} 292277026596

        eval instant at 0 year(vector(1e18))
          {} 31688740476

        eval instant at 0 day_of_month(vector(1e18))
          {} 23

        eval instant at 0 year(vector(-9.2e18))
          {} -291536392293

        eval instant at 0 hour(vector(-9.2e18))
          {} 12

        eval instant at 0 day_of_week(vector(1e18))
          {} 5
        """);
  }

  @Test
  void aggregations_look_at_their_parameter_as_a_whole() {
    evaluates(
        """
        eval instant at 5m topk(-1e30, a)

        eval instant at 5m topk(0, mixed)
          expect no_info

        eval instant at 5m count_values without () ("__name__", b)
          {l="x"} 1

        eval range from 0 to 2m step 1m limit_ratio(2 + time() / 60, b)
          expect warn msg: PromQL warning: ratio value should be between -1 and 1, got 4, capping to 1 (1:13)
          b{l="x"} 5 5 5
        """);
  }

  @Test
  void of_equal_warnings_the_outer_place_is_told() {
    evaluates(
        """
        eval instant at 5m quantile(NaN, quantile(NaN, a))
          expect warn msg: PromQL warning: quantile value should be between 0 and 1, got NaN (1:10)
          {} NaN

        eval instant at 5m quantile_over_time(2, nothing[1m])
          expect no_warn

        eval instant at 5m sum(rate((b)[2m:1m]))
          expect info msg: PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "b" (1:1)
          {} 0

        eval range from 0 to 30s step 1m sort(b)
          expect warn msg: PromQL warning: sort is ineffective for range queries since results are always ordered by labels (1:1)
          b{l="x"} 5
        """);
  }

  @Test
  void buckets_that_nobody_asks_for_are_not_reconciled() {
    evaluates(
        """
        eval instant at 5m histogram_count(sum(shifted))
          expect no_info
          {} 12

        eval instant at 5m histogram_quantile(0.1, sum(shifted))
          expect info msg: PromQL info: mismatched custom buckets were reconciled during aggregation (1:29)
          {} 0.6

        eval instant at 5m histogram_fraction(0, 0.5, custom)
          {} 0.35
        """);
  }

  @Test
  void the_end_of_a_query_need_not_be_a_step() {
    evaluates(
        """
        eval range from 0 to 100s step 1m vector(range())
          {} 100 100

        eval range from 0 to 100s step 1m vector(end())
          {} 100 100

        eval range from 1m to 1m step 1m vector(step())
          {} 0
        """);
  }

  @Test
  void errors_of_durations_count_bytes() {
    assertFails("{\"\u00fc\"}[5m:range()]", "10:17: duration must be greater than 0");
    assertFails("b[min_of(5m, range())]", "9:20: duration must be greater than 0");
    assertFails("b[min_of(1m, range()):step() * 2]", "22:32: duration must be greater than 0");
  }

  private static void assertFails(String query, String message) {
    PromqlEngine engine = new PromqlEngine(PromqlOptions.DEFAULT);
    assertThatThrownBy(
            () -> engine.instant(new MemoryQuerier(), query, 0, 0, QueryContext.unbounded()))
        .hasMessage(message);
  }
}
