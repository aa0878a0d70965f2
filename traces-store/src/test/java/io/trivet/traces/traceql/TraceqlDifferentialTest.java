package io.trivet.traces.traceql;

import static org.assertj.core.api.Assertions.assertThat;

import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.traces.traceql.ast.Query;
import io.trivet.traces.traceql.parser.TraceqlParser;
import io.trivet.traces.traceql.result.SpanMatch;
import io.trivet.traces.traceql.result.SpansetMatch;
import io.trivet.traces.traceql.result.TraceMatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The columnar engine finds what the slow evaluator finds.
final class TraceqlDifferentialTest {
  private static final int ROUNDS = 25;
  private static final int QUERIES = 40;
  private static final int TRACES = 25;

  @Test
  void the_engine_agrees_with_the_reference_on_random_traces_and_queries() {
    long seed = Long.getLong("trivet.seed", System.nanoTime());
    System.out.println("seed " + seed);
    int found = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Random random = new Random(seed + round);
      RandomTraces generator = new RandomTraces(random);
      List<List<TestSpan>> traces = new ArrayList<>();
      List<TestSpan> shuffled = new ArrayList<>();
      for (int i = 0; i < TRACES; i++) {
        List<TestSpan> spans = generator.trace(i);
        shuffled.addAll(spans);
        traces.add(spans);
      }
      Collections.shuffle(shuffled, random);
      for (List<TestSpan> trace : traces) {
        trace.sort(
            Comparator.comparingLong(TestSpan::start)
                .thenComparingLong(TestSpan::id)
                .thenComparingInt(shuffled::indexOf));
      }
      MemoryStore store = new MemoryStore(shuffled, 1 + random.nextInt(3));
      TraceqlEngine engine =
          new TraceqlEngine(TraceqlOptions.DEFAULT, Runnable::run, 1 + random.nextInt(3));
      for (int i = 0; i < QUERIES; i++) {
        String query = generator.query();
        Map<Long, List<List<String>>> expected = reference(traces, query);
        assertThat(engine(engine, store, query))
            .as("seed %d round %d: %s", seed, round, query)
            .isEqualTo(expected);
        found += expected.size();
      }
    }
    assertThat(found).isGreaterThan(1000);
  }

  private static Map<Long, List<List<String>>> reference(List<List<TestSpan>> traces, String text) {
    Query.Search query = (Query.Search) TraceqlParser.parse(text);
    Map<Long, List<List<String>>> found = new TreeMap<>();
    for (List<TestSpan> trace : traces) {
      List<List<String>> sets = new ArrayList<>();
      for (Set<Integer> set :
          new ReferenceEvaluator(trace, query.pipeline()).run(query.pipeline())) {
        sets.add(set.stream().map(i -> trace.get(i).id() + "@" + trace.get(i).start()).toList());
      }
      if (!sets.isEmpty()) {
        sets.sort(Comparator.comparing(List::toString));
        found.put(trace.getFirst().traceLow(), sets);
      }
    }
    return found;
  }

  private static Map<Long, List<List<String>>> engine(
      TraceqlEngine engine, MemoryStore store, String query) {
    Map<Long, List<List<String>>> found = new TreeMap<>();
    for (TraceMatch trace :
        engine.search(store, query, TimeRange.ALL, 1000, 1000, QueryContext.unbounded()).traces()) {
      List<List<String>> sets = new ArrayList<>();
      for (SpansetMatch set : trace.spansets()) {
        assertThat(set.matched()).isEqualTo(set.spans().size());
        List<String> spans = new ArrayList<>();
        for (SpanMatch span : set.spans()) {
          spans.add(span.spanId() + "@" + span.startNanos());
        }
        sets.add(spans);
      }
      sets.sort(Comparator.comparing(List::toString));
      found.put(trace.traceIdLow(), sets);
    }
    return found;
  }
}
