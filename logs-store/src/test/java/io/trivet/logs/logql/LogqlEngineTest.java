package io.trivet.logs.logql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.query.QueryLimits;
import io.trivet.logs.Direction;
import io.trivet.logs.logql.eval.LogqlResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogqlEngineTest {
  private static final long SECOND = 1_000_000_000L;

  private final MemoryLogs logs = new MemoryLogs();
  private final LogqlEngine engine = new LogqlEngine(LogqlOptions.DEFAULT, Runnable::run);

  @BeforeEach
  void load() {
    for (int i = 0; i < 20; i++) {
      logs.add(
          Labels.of("app", "shop"), i * SECOND, "{\"id\":" + i + ",\"user\":\"u" + i % 3 + "\"}");
      logs.add(
          Labels.of("app", "pay"),
          i * SECOND + 1,
          "id=" + i + " took=" + i + "ms",
          "trace",
          "t" + i);
    }
  }

  private List<String> lines(String query, int limit, Direction direction) {
    LogqlResult result =
        engine.range(
            logs, query, 0, 100 * SECOND, SECOND, 0, limit, direction, QueryContext.unbounded());
    return ((LogqlResult.Streams) result)
        .entries().stream().map(e -> new String(e.line(), StandardCharsets.UTF_8)).toList();
  }

  @Test
  void a_limit_leaves_the_newest_entries_backward_and_the_oldest_forward() {
    assertThat(
            lines(
                "{app=~\".+\"} | line_format `{{__timestamp__ | unixEpochNanos}}`",
                3,
                Direction.BACKWARD))
        .containsExactly("19000000001", "19000000000", "18000000001");
    assertThat(
            lines(
                "{app=~\".+\"} | line_format `{{__timestamp__ | unixEpochNanos}}`",
                3,
                Direction.FORWARD))
        .containsExactly("0", "1", "1000000000");
  }

  @Test
  void line_filters_keep_what_they_say_on_pages_of_several_lines() {
    assertThat(
            lines(
                "{app=\"pay\"} |= \"id=1\" != \"took=1ms\" |~ \"[0-4]ms$\"",
                100,
                Direction.FORWARD))
        .containsExactly(
            "id=10 took=10ms",
            "id=11 took=11ms",
            "id=12 took=12ms",
            "id=13 took=13ms",
            "id=14 took=14ms");
    assertThat(lines("{app=\"pay\"} |= \"took=19ms\"", 100, Direction.BACKWARD))
        .containsExactly("id=19 took=19ms");
  }

  @Test
  void an_entry_carries_its_labels_by_origin() {
    LogqlResult result =
        engine.range(
            logs,
            "{app=\"pay\"} | logfmt id",
            0,
            SECOND,
            SECOND,
            0,
            10,
            Direction.FORWARD,
            QueryContext.unbounded());
    LogqlResult.Entry entry = ((LogqlResult.Streams) result).entries().getFirst();
    assertThat(entry.labels().stream()).isEqualTo(Labels.of("app", "pay"));
    assertThat(entry.labels().metadata()).isEqualTo(Labels.of("trace", "t0"));
    assertThat(entry.labels().parsed()).isEqualTo(Labels.of("id", "0"));
    assertThat(entry.labels().all()).isEqualTo(Labels.of("app", "pay", "id", "0", "trace", "t0"));
  }

  @Test
  void the_interval_spaces_the_entries_of_the_result() {
    LogqlResult result =
        engine.range(
            logs,
            "{app=\"shop\"}",
            0,
            100 * SECOND,
            SECOND,
            7 * SECOND,
            10,
            Direction.FORWARD,
            QueryContext.unbounded());
    assertThat(((LogqlResult.Streams) result).entries())
        .extracting(e -> e.timestampNanos() / SECOND)
        .containsExactly(0L, 7L, 14L);
  }

  @Test
  void counting_by_stream_labels_reads_no_lines() {
    QueryContext context = QueryContext.unbounded();
    LogqlResult result =
        engine.instant(
            logs,
            "sum by (app) (count_over_time({app=~\".+\"}[10s]))",
            19 * SECOND,
            10,
            Direction.FORWARD,
            context);
    assertThat(((LogqlResult.Vector) result).samples())
        .containsExactly(
            new LogqlResult.Sample(Labels.of("app", "pay"), 10),
            new LogqlResult.Sample(Labels.of("app", "shop"), 10));
    assertThat(context.statistics().bytesScanned().sum()).isZero();
  }

  @Test
  void too_many_series_are_an_error_that_names_the_limit() {
    LogqlEngine small = new LogqlEngine(new LogqlOptions(5, 1), Runnable::run);
    assertThatThrownBy(() ->
            small.instant(
                logs,
                "count_over_time({app=\"pay\"}[1m])",
                30 * SECOND,
                10,
                Direction.FORWARD,
                QueryContext.unbounded()))
        .isInstanceOf(TrivetException.class)
        .hasMessageContaining("maximum number of series (5) reached");
  }

  @Test
  void a_query_that_holds_too_much_memory_ends_with_an_error() {
    QueryContext context = QueryContext.withTimeout(60_000, new QueryLimits(0, 0, 0, 1000));
    assertThatThrownBy(() ->
            engine.range(
                logs,
                "{app=~\".+\"}",
                0,
                100 * SECOND,
                SECOND,
                0,
                1000,
                Direction.FORWARD,
                context))
        .isInstanceOf(TrivetException.class)
        .hasMessageContaining("memory");
  }

  @Test
  void a_refusing_executor_only_makes_queries_slower() {
    LogqlEngine alone =
        new LogqlEngine(
            new LogqlOptions(0, 8),
            _ -> {
              throw new RejectedExecutionException();
            });
    LogqlResult result =
        alone.instant(
            logs,
            "sum(count_over_time({app=~\".+\"}[1m]))",
            30 * SECOND,
            10,
            Direction.FORWARD,
            QueryContext.unbounded());
    assertThat(((LogqlResult.Vector) result).samples())
        .containsExactly(new LogqlResult.Sample(Labels.EMPTY, 40));
  }

  @Test
  void log_queries_have_no_instant() {
    assertThatThrownBy(() ->
            engine.instant(
                logs, "{app=\"pay\"}", 0, 10, Direction.FORWARD, QueryContext.unbounded()))
        .hasMessageContaining("log queries are not supported as an instant query type");
  }
}
