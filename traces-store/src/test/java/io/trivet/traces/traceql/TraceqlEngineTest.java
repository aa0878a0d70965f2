package io.trivet.traces.traceql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.query.QueryContext;
import io.trivet.core.query.QueryLimits;
import io.trivet.core.time.TimeRange;
import io.trivet.traces.traceql.result.MetricsSeries;
import io.trivet.traces.traceql.result.SearchResult;
import io.trivet.traces.traceql.result.TraceMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TraceqlEngineTest {
  private final TraceqlEngine engine = new TraceqlEngine(TraceqlOptions.DEFAULT, Runnable::run, 1);

  private static TestSpan span(long trace, long id, long parent, long start, String name) {
    return new TestSpan(
        0,
        trace,
        id,
        parent,
        start,
        start + 10,
        1,
        0,
        "",
        name,
        "",
        "",
        Map.of("n", id),
        Map.of("service.name", "s" + trace % 2),
        Map.of(),
        List.of(),
        List.of());
  }

  private SearchResult search(List<TestSpan> spans, String query, int limit) {
    return engine.search(
        new MemoryStore(spans, 3), query, TimeRange.ALL, limit, 3, QueryContext.unbounded());
  }

  @Test
  void a_limit_keeps_the_newest_traces_whatever_table_they_are_in() {
    List<TestSpan> spans = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      spans.add(span(i, 1, 0, 1000 + i * 7 % 50, "x"));
    }
    List<Long> starts =
        search(spans, "{}", 5).traces().stream().map(TraceMatch::startNanos).toList();
    assertThat(starts).containsExactly(1049L, 1048L, 1047L, 1046L, 1045L);
  }

  @Test
  void cycles_of_parents_end() {
    List<TestSpan> spans =
        List.of(span(1, 1, 3, 5, "a"), span(1, 2, 1, 6, "b"), span(1, 3, 2, 7, "c"));
    assertThat(
            search(spans, "{ name = \"a\" } >> { }", 10)
                .traces()
                .getFirst()
                .spansets()
                .getFirst()
                .matched())
        .isEqualTo(2);
    assertThat(search(spans, "{ name = \"c\" } >> { }", 10).traces()).isEmpty();
    assertThat(search(List.of(span(1, 1, 1, 5, "self")), "{} >> {}", 10).traces()).isEmpty();
  }

  @Test
  void a_deep_trace_of_a_hundred_thousand_spans_is_walked_without_recursion() {
    List<TestSpan> spans = new ArrayList<>();
    for (int i = 1; i <= 100_000; i++) {
      spans.add(span(1, i, i - 1, i, "x"));
    }
    assertThat(search(spans, "{ span.n = 1 } >> { span.n = 100000 }", 1).traces()).hasSize(1);
  }

  @Test
  void arithmetic_on_other_types_finds_nothing_and_does_not_fail() {
    List<TestSpan> spans = List.of(span(1, 1, 0, 5, "a"));
    assertThat(
            search(spans, "{ .n / 0 = 1 || !.n || -name2 = 1 }".replace("name2", ".x"), 1).traces())
        .isEmpty();
  }

  @Test
  void memory_of_a_query_is_accounted_and_given_back() {
    MemoryStore store = new MemoryStore(List.of(span(1, 1, 0, 5, "a")), 1);
    QueryContext context = QueryContext.withTimeout(60_000, new QueryLimits(0, 0, 0, 4096));
    for (int i = 0; i < 100; i++) {
      engine.metricsRange(store, "{} | rate()", new TimeRange(0, 100), 10, 0, context);
      engine.tagValues(store, "name", "", TimeRange.ALL, 0, context);
    }
    QueryContext tiny = QueryContext.withTimeout(60_000, new QueryLimits(0, 0, 0, 10));
    assertThatThrownBy(() -> engine.search(store, "{} >> {}", TimeRange.ALL, 1, 1, tiny))
        .isInstanceOfSatisfying(
            TrivetException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.QUERY_LIMIT));
  }

  @Test
  void intervals_are_closed_on_the_right() {
    MemoryStore store =
        new MemoryStore(List.of(span(1, 1, 0, 10_000_000, "a"), span(2, 1, 0, 10_000_001, "b")), 1);
    List<MetricsSeries> series =
        engine
            .metricsRange(
                store,
                "{} | count_over_time()",
                new TimeRange(10_000_000, 20_000_000),
                10_000_000,
                0,
                QueryContext.unbounded())
            .series();
    assertThat(series.getFirst().samples().toString())
        .isEqualTo(
            "[MetricsSample[timestampMs=10, value=1.0], MetricsSample[timestampMs=20, value=1.0]]");
  }

  @Test
  void old_searches_by_tags_compare_texts_of_span_and_resource() {
    List<TestSpan> spans = List.of(span(1, 1, 0, 5, "a"), span(2, 1, 0, 5, "b"));
    MemoryStore store = new MemoryStore(spans, 1);
    SearchResult result =
        engine.searchTags(
            store,
            LegacyTags.parse("service.name=s1 name=\"a\""),
            0,
            0,
            TimeRange.ALL,
            20,
            QueryContext.unbounded());
    assertThat(result.traces()).hasSize(1);
    assertThat(result.traces().getFirst().spansets()).isEmpty();
    assertThatThrownBy(() -> LegacyTags.parse("a=b a=c"))
        .hasMessage("invalid tags: tag a has been set twice");
  }

  @Test
  void a_step_that_makes_too_many_intervals_is_refused() {
    MemoryStore store = new MemoryStore(List.of(), 1);
    assertThatThrownBy(() ->
            engine.metricsRange(
                store,
                "{} | rate()",
                new TimeRange(0, Long.MAX_VALUE),
                1,
                0,
                QueryContext.unbounded()))
        .hasMessageContaining("too small");
  }
}
