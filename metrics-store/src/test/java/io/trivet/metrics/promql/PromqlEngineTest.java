package io.trivet.metrics.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.query.QueryLimits;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class PromqlEngineTest {
  private final MemoryQuerier storage = new MemoryQuerier();
  private final PromqlEngine engine = new PromqlEngine(PromqlOptions.DEFAULT);

  private QueryResult instant(String query, long timeMs) {
    return engine.instant(storage, query, timeMs, 0, QueryContext.unbounded());
  }

  private void load(String series) {
    SeriesText text = SeriesText.parse(series);
    for (int i = 0; i < text.values().size(); i++) {
      SeriesText.Value value = text.values().get(i);
      if (value != null) {
        storage.add(text.labels(), i * 10_000L, value.number(), value.histogram(), 0);
      }
    }
  }

  /// Worked vectors of the specification digest: ten samples 10 s apart, value = seconds.
  @Test
  void increase_extrapolates_to_the_ends_of_its_window() {
    load("x 0+10x10");

    assertThat(value(instant("increase(x[50s])", 100_000))).isEqualTo(50);
    assertThat(value(instant("rate(x[50s])", 100_000))).isEqualTo(1);
    assertThat(value(instant("increase(x[50s])", 105_000))).isEqualTo(50);
    assertThat(value(instant("increase(x[50s])", 118_000))).isEqualTo(37);
  }

  @Test
  void increase_adds_what_a_counter_reset_took() {
    load("x _ 10 20 5 15");

    assertThat(value(instant("increase(x[40s])", 40_000))).isEqualTo(33.33333333333333);
    assertThat(value(instant("rate(x[40s])", 40_000))).isEqualTo(0.8333333333333334);
    assertThat(value(instant("delta(x[40s])", 40_000))).isEqualTo(6.666666666666666);
  }

  private SampleStatistics counted(String query, long start, long end, long step) {
    SampleStatistics counts = new SampleStatistics();
    engine.range(storage, query, start, end, step, 0, counts, QueryContext.unbounded());
    return counts;
  }

  private static long[] perStep(List<SampleStatistics.StepCount> counts) {
    return counts.stream().mapToLong(SampleStatistics.StepCount::samples).toArray();
  }

  @Test
  void samples_are_counted_by_step_and_those_read_once() {
    load("x 0+10x10");

    SampleStatistics plain = counted("x", 0, 40_000, 20_000);
    assertThat(perStep(plain.loadedPerStep())).containsExactly(1, 1, 1);
    assertThat(plain.read()).isEqualTo(3);
    // Windows of 40 s every 20 s share half of their samples.
    SampleStatistics windows = counted("rate(x[40s])", 40_000, 80_000, 20_000);
    assertThat(perStep(windows.loadedPerStep())).containsExactly(4, 4, 4);
    assertThat(perStep(windows.readPerStep())).containsExactly(4, 2, 2);
    // What is the same at every step is read at the first.
    SampleStatistics pinned = counted("x @ 40", 40_000, 80_000, 20_000);
    assertThat(perStep(pinned.loadedPerStep())).containsExactly(1, 1, 1);
    assertThat(perStep(pinned.readPerStep())).containsExactly(1, 0, 0);
    SampleStatistics subquery = counted("max_over_time(x[40s:20s])", 40_000, 80_000, 20_000);
    assertThat(perStep(subquery.loadedPerStep())).containsExactly(2, 2, 2);
    assertThat(perStep(subquery.readPerStep())).containsExactly(2, 1, 1);
  }

  @Test
  void a_sample_is_seen_until_just_before_the_lookback_ends() {
    load("x 1");

    assertThat(((QueryResult.Vector) instant("x", 299_999)).samples()).hasSize(1);
    assertThat(((QueryResult.Vector) instant("x", 300_000)).samples()).isEmpty();
  }

  @Test
  void names_are_dropped_at_once_and_equal_series_refused() {
    load("x{a=\"1\"} 1 2");
    load("y{a=\"1\"} 1 2");

    assertThatThrownBy(() -> instant("sum_over_time({a=\"1\"}[1m])", 10_000))
        .isInstanceOf(TrivetException.class)
        .hasMessage("vector cannot contain metrics with the same labelset");
  }

  @Test
  void the_answer_does_not_depend_on_the_pool() {
    for (int i = 0; i < 3000; i++) {
      load("x{i=\"" + i + "\",g=\"" + i % 7 + "\"} 0+" + (i % 13) + "x3");
    }
    Executor refusing =
        task -> {
          throw new RejectedExecutionException();
        };
    Executor threads = task -> Thread.ofPlatform().start(task);
    String query = "sum by (g) (rate(x[30s]))";

    String alone = describe(new PromqlEngine(PromqlOptions.DEFAULT), query);
    assertThat(describe(new PromqlEngine(PromqlOptions.DEFAULT, threads, 4), query))
        .isEqualTo(alone);
    assertThat(describe(new PromqlEngine(PromqlOptions.DEFAULT, refusing, 4), query))
        .isEqualTo(alone);
  }

  private String describe(PromqlEngine with, String query) {
    return with.instant(storage, query, 30_000, 0, QueryContext.unbounded()).toString();
  }

  @Test
  void ten_years_at_a_step_of_one_second_are_refused() {
    load("x 1 2 3");
    QueryContext context = QueryContext.withTimeout(60_000, QueryLimits.DEFAULT);
    long tenYears = 10L * 365 * 86_400_000;

    assertThatThrownBy(() -> engine.range(storage, "x", 0, tenYears, 1000, 0, context))
        .isInstanceOfSatisfying(
            TrivetException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.QUERY_LIMIT));
    assertThatThrownBy(
            () -> engine.instant(storage, "count_over_time((x > 0)[10y:1ms])", 0, 0, context))
        .isInstanceOfSatisfying(
            TrivetException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.QUERY_LIMIT));
  }

  @Test
  void samples_beyond_the_limit_are_refused() {
    for (int i = 0; i < 100; i++) {
      load("x{i=\"" + i + "\"} 1");
    }
    QueryContext context = QueryContext.withTimeout(60_000, new QueryLimits(50, 0, 0, 0));

    assertThatThrownBy(() -> engine.instant(storage, "x", 0, 0, context))
        .isInstanceOfSatisfying(
            TrivetException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.QUERY_LIMIT));
  }

  @Test
  void a_canceled_query_stops() {
    load("x 1");
    QueryContext context = QueryContext.unbounded();
    context.cancel();

    assertThatThrownBy(() -> engine.instant(storage, "x", 0, 0, context))
        .isInstanceOfSatisfying(
            TrivetException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CANCELED));
  }

  private static double value(QueryResult result) {
    QueryResult.Vector vector = (QueryResult.Vector) result;
    assertThat(vector.samples()).hasSize(1);
    assertThat(vector.samples().getFirst().labels()).isEqualTo(Labels.EMPTY);
    return vector.samples().getFirst().value();
  }
}
