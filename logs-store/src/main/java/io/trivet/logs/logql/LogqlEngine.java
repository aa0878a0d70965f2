package io.trivet.logs.logql;

import io.trivet.core.query.QueryContext;
import io.trivet.logs.Direction;
import io.trivet.logs.LogQuerier;
import io.trivet.logs.logql.ast.Expr;
import io.trivet.logs.logql.ast.LogExpr;
import io.trivet.logs.logql.eval.EntryPipeline;
import io.trivet.logs.logql.eval.Evaluation;
import io.trivet.logs.logql.eval.LogqlResult;
import io.trivet.logs.logql.eval.TimeSteps;
import io.trivet.logs.logql.eval.Workers;
import io.trivet.logs.logql.parser.LogqlParser;
import java.util.concurrent.Executor;

/// Runs LogQL queries. Immutable, safe for use from any thread.
///
/// Errors are [io.trivet.core.error.TrivetException]s: of kind BAD_DATA when the query or the data
/// it meets does not allow an answer ([io.trivet.core.text.QueryParseException] where a place in
/// the text is at fault), QUERY_LIMIT, TIMEOUT or CANCELED when the context says so.
public final class LogqlEngine {
  private final LogqlOptions options;
  private final Workers workers;

  /// @param executor runs the parts of a query which read different streams; the calling thread
  ///   works too, so that a busy or refusing executor only makes queries slower
  public LogqlEngine(LogqlOptions options, Executor executor) {
    this.options = options;
    int threads = options.parallelism();
    this.workers =
        new Workers(executor, threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
  }

  /// Runs a query over a range of time. Log queries yield [LogqlResult.Streams] with entries of
  /// `start <= time < end`, metric queries [LogqlResult.Matrix] with a sample at `start`, `start +
  /// step`, ... up to `end`.
  ///
  /// @param startNanos nanoseconds since the epoch
  /// @param stepNanos distance of the steps of metric queries, above 0
  /// @param intervalNanos least distance of two entries of a stream in the result; 0 gives all
  /// @param limit most entries of a log query
  /// @param direction which entries the limit leaves: the oldest or the newest
  public LogqlResult range(
      LogQuerier querier,
      String query,
      long startNanos,
      long endNanos,
      long stepNanos,
      long intervalNanos,
      int limit,
      Direction direction,
      QueryContext context) {
    return range(
        querier,
        LogqlParser.parse(query),
        startNanos,
        endNanos,
        stepNanos,
        intervalNanos,
        limit,
        direction,
        context);
  }

  /// The same for a query that is already parsed.
  public LogqlResult range(
      LogQuerier querier,
      Expr expr,
      long startNanos,
      long endNanos,
      long stepNanos,
      long intervalNanos,
      int limit,
      Direction direction,
      QueryContext context) {
    TimeSteps steps = TimeSteps.range(startNanos, endNanos, stepNanos);
    return evaluation(querier, steps, context).run(expr, intervalNanos, limit, direction);
  }

  /// Runs a metric query at one instant; yields a [LogqlResult.Vector] or [LogqlResult.Scalar].
  ///
  /// @throws io.trivet.core.error.TrivetException of kind BAD_DATA for a log query
  public LogqlResult instant(
      LogQuerier querier,
      String query,
      long timeNanos,
      int limit,
      Direction direction,
      QueryContext context) {
    return instant(querier, LogqlParser.parse(query), timeNanos, limit, direction, context);
  }

  /// The same for a query that is already parsed.
  public LogqlResult instant(
      LogQuerier querier,
      Expr expr,
      long timeNanos,
      int limit,
      Direction direction,
      QueryContext context) {
    return evaluation(querier, TimeSteps.instant(timeNanos), context)
        .run(expr, 0, limit, direction);
  }

  /// The stages of a log query on their own, for entries that do not come from a selection, as when
  /// following new ones. One thread at a time.
  public static EntryPipeline pipeline(LogExpr expr) {
    return new EntryPipeline(expr);
  }

  private Evaluation evaluation(LogQuerier querier, TimeSteps steps, QueryContext context) {
    return new Evaluation(querier, workers, options.maxQuerySeries(), steps, context);
  }
}
