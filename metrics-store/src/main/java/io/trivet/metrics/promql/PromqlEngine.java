package io.trivet.metrics.promql;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.query.QueryContext;
import io.trivet.metrics.MetricsQuerier;
import io.trivet.metrics.promql.ast.Expr;
import io.trivet.metrics.promql.ast.ValueType;
import io.trivet.metrics.promql.column.Steps;
import io.trivet.metrics.promql.eval.Evaluation;
import io.trivet.metrics.promql.eval.Pool;
import io.trivet.metrics.promql.eval.SampleCounts;
import io.trivet.metrics.promql.parser.PromqlParser;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Answers PromQL queries. Immutable; safe for use from any thread.
///
/// Each query runs on the thread of its caller and, where there is enough work, on the pool too; it
/// makes progress even if the pool never takes its tasks.
public final class PromqlEngine {
  private final PromqlOptions options;
  private final Pool pool;

  /// @param executor takes the tasks of large queries; may refuse them
  /// @param parallelism threads one query may use, its caller's included
  public PromqlEngine(PromqlOptions options, Executor executor, int parallelism) {
    this.options = options;
    this.pool = new Pool(executor, parallelism);
  }

  /// An engine which uses no thread but its callers'.
  public PromqlEngine(PromqlOptions options) {
    this(options, Runnable::run, 1);
  }

  /// Evaluates a query at one time. Annotations go into the context, worded and placed as
  /// Prometheus does.
  ///
  /// @param lookbackMs how far selectors look back, 0 for what the options say
  /// @throws io.trivet.core.text.QueryParseException if the query is not valid
  /// @throws TrivetException if it fails while it runs, or meets a limit
  public QueryResult instant(
      MetricsQuerier querier, String query, long timeMs, long lookbackMs, QueryContext context) {
    return instant(querier, query, timeMs, lookbackMs, null, context);
  }

  /// As above, and counts samples.
  ///
  /// @param statistics null if nobody asks for them
  public QueryResult instant(
      MetricsQuerier querier,
      String query,
      long timeMs,
      long lookbackMs,
      @Nullable SampleStatistics statistics,
      QueryContext context) {
    Expr expr = PromqlParser.parse(query);
    Steps steps = Steps.at(timeMs);
    return run(querier, query, expr, steps, timeMs, true, lookbackMs, statistics, context);
  }

  /// Evaluates a query from start to end, both included, every `stepMs`. The answer is a matrix,
  /// scalars as one series without labels.
  ///
  /// @param lookbackMs how far selectors look back, 0 for what the options say
  /// @throws io.trivet.core.text.QueryParseException if the query is not valid
  /// @throws TrivetException if it fails while it runs, or meets a limit
  public QueryResult range(
      MetricsQuerier querier,
      String query,
      long startMs,
      long endMs,
      long stepMs,
      long lookbackMs,
      QueryContext context) {
    return range(querier, query, startMs, endMs, stepMs, lookbackMs, null, context);
  }

  /// As above, and counts samples.
  ///
  /// @param statistics null if nobody asks for them
  public QueryResult range(
      MetricsQuerier querier,
      String query,
      long startMs,
      long endMs,
      long stepMs,
      long lookbackMs,
      @Nullable SampleStatistics statistics,
      QueryContext context) {
    if (stepMs <= 0 || endMs < startMs) {
      throw new TrivetException(
          ErrorKind.BAD_DATA, "the step must be positive and the end not before the start");
    }
    Expr expr = PromqlParser.parse(query);
    if (expr.type() == ValueType.MATRIX || expr.type() == ValueType.STRING) {
      throw new TrivetException(
          ErrorKind.BAD_DATA,
          "invalid expression type \""
              + expr.type().documentedName
              + "\" for range query, must be Scalar or instant Vector");
    }
    Steps steps = Steps.between(startMs, endMs, stepMs);
    return run(querier, query, expr, steps, endMs, false, lookbackMs, statistics, context);
  }

  /// Whether a query may read series of a metric name.
  ///
  /// @throws io.trivet.core.text.QueryParseException if the query is not valid
  public static Predicate<String> readNames(String query) {
    return new ReadNames(PromqlParser.parse(query));
  }

  private QueryResult run(
      MetricsQuerier querier,
      String query,
      Expr expr,
      Steps steps,
      long endMs,
      boolean instant,
      long lookbackMs,
      @Nullable SampleStatistics statistics,
      QueryContext context) {
    Evaluation.Settings settings =
        new Evaluation.Settings(
            lookbackMs > 0 ? lookbackMs : options.lookbackMs(),
            options.subqueryStepMs(),
            options.delayedNameRemoval(),
            options.typeAndUnitLabels(),
            options.startTimestamps());
    boolean counting = statistics != null;
    try (Evaluation evaluation =
        new Evaluation(querier, settings, steps, endMs, instant, pool, counting, context)) {
      QueryResult result = new ResultBuilder(evaluation, instant).build(query, expr);
      evaluation.annotations().reportTo(query, context);
      SampleCounts counts = evaluation.finishedCounts();
      if (statistics != null && counts != null) {
        statistics.set(steps, counts);
      }
      return result;
    }
  }
}
