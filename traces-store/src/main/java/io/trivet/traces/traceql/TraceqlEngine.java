package io.trivet.traces.traceql;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.query.QueryContext;
import io.trivet.core.text.TextRange;
import io.trivet.core.time.DurationText;
import io.trivet.core.time.TimeRange;
import io.trivet.traces.SpanScan;
import io.trivet.traces.TraceQuerier;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Intrinsic;
import io.trivet.traces.traceql.ast.MetricsExpr;
import io.trivet.traces.traceql.ast.Pipeline;
import io.trivet.traces.traceql.ast.Query;
import io.trivet.traces.traceql.ast.Scope;
import io.trivet.traces.traceql.ast.Value;
import io.trivet.traces.traceql.eval.Parallel;
import io.trivet.traces.traceql.eval.RequiredTexts;
import io.trivet.traces.traceql.eval.SearchEvaluator;
import io.trivet.traces.traceql.metrics.Intervals;
import io.trivet.traces.traceql.metrics.MetricsEvaluator;
import io.trivet.traces.traceql.parser.Checker;
import io.trivet.traces.traceql.parser.TraceqlParser;
import io.trivet.traces.traceql.result.MetricsResult;
import io.trivet.traces.traceql.result.SearchResult;
import io.trivet.traces.traceql.result.TagNames;
import io.trivet.traces.traceql.result.TagValues;
import io.trivet.traces.traceql.tags.TagFinder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/// Answers TraceQL over the trace store. Safe for use from any thread; keeps nothing between calls.
///
/// Ranges are nanoseconds since the epoch, both ends included: a trace counts if the time from its
/// first start to its last end overlaps the range. Query texts that are not valid are refused with
/// [io.trivet.core.text.QueryParseException].
public final class TraceqlEngine {
  private static final TextRange NOWHERE = TextRange.NONE;

  private final TraceqlOptions options;
  private final Parallel parallel;

  /// @param pool where parts of one query run beside the calling thread; a pool that never comes to
  ///   it delays nothing
  /// @param parallelism most threads of one query, the calling one included; 1 leaves the pool idle
  public TraceqlEngine(TraceqlOptions options, Executor pool, int parallelism) {
    this.options = options;
    this.parallel = new Parallel(pool, Math.max(1, parallelism));
  }

  /// The newest traces that a query finds. A metrics query runs as the search it starts with.
  ///
  /// @param query TraceQL; "" means `{}`
  /// @param limit most traces, at least 1
  /// @param spansPerSpanset most spans shown of a spanset; 0 shows none
  public SearchResult search(
      TraceQuerier store,
      String query,
      TimeRange range,
      int limit,
      int spansPerSpanset,
      QueryContext context) {
    Query parsed = parse(query.isBlank() ? "{}" : query);
    Pipeline pipeline =
        switch (parsed) {
          case Query.Search search -> search.pipeline();
          case Query.Metrics(MetricsExpr expr, _) -> source(expr);
        };
    return search(store, pipeline, range, limit, spansPerSpanset, false, context);
  }

  private static Query parse(String text) {
    Query query = TraceqlParser.parse(text);
    Checker.check(text, query);
    return query;
  }

  private static Pipeline source(MetricsExpr expr) {
    return switch (expr) {
      case MetricsExpr.OfPipeline of -> of.pipeline();
      case MetricsExpr.Rank rank -> source(rank.operand());
      case MetricsExpr.Threshold threshold -> source(threshold.operand());
      case MetricsExpr.Arithmetic _, MetricsExpr.Constant _ ->
          throw new TrivetException(
              ErrorKind.BAD_DATA, "metrics arithmetic is no search; ask a metrics endpoint");
    };
  }

  private SearchResult search(
      TraceQuerier store,
      Pipeline pipeline,
      TimeRange range,
      int limit,
      int spansPerSpanset,
      boolean plain,
      QueryContext context) {
    if (limit < 1) {
      throw new TrivetException(ErrorKind.BAD_DATA, "invalid limit: must be a positive number");
    }
    SearchEvaluator evaluator =
        new SearchEvaluator(pipeline, range, limit, spansPerSpanset, plain, parallel, context);
    store.scan(
        context,
        new SpanScan(range, RequiredTexts.of(pipeline)),
        table -> {
          evaluator.add(table);
          return true;
        });
    return evaluator.result();
  }

  /// The search before TraceQL: traces whose spans have these texts as attributes (of resource or
  /// span, exactly equal). The keys `name`, `service.name`, `root.name`, `root.service.name` and
  /// `status.code` mean the intrinsics. Results have no spansets.
  ///
  /// @param tags from [LegacyTags#parse]; may be empty
  /// @param minDurationNanos of the trace, 0 for none
  /// @param maxDurationNanos of the trace, 0 for none
  public SearchResult searchTags(
      TraceQuerier store,
      Map<String, String> tags,
      long minDurationNanos,
      long maxDurationNanos,
      TimeRange range,
      int limit,
      QueryContext context) {
    Pipeline pipeline = LegacySearch.pipeline(tags, minDurationNanos, maxDurationNanos);
    return search(store, pipeline, range, limit, 0, true, context);
  }

  /// A metrics query over intervals of one step.
  ///
  /// @param range start and end of the query; aligned to the step as Tempo does: samples stand at
  ///   multiples of the step from `floor(start)` to `ceil(end)` and count the spans that started in
  ///   the step before them, its end included
  /// @param stepNanos at least 1
  /// @param exemplars how many are wanted, 0 for the default; the hint `exemplars` wins
  public MetricsResult metricsRange(
      TraceQuerier store,
      String query,
      TimeRange range,
      long stepNanos,
      int exemplars,
      QueryContext context) {
    Query.Metrics metrics = metrics(query);
    long count = (range.max() - range.min()) / Math.max(1, stepNanos);
    if (stepNanos < 1 || count > options.maxIntervals()) {
      throw new TrivetException(
          ErrorKind.BAD_DATA,
          "step of "
              + DurationText.formatGo(stepNanos)
              + " is too small: at most "
              + options.maxIntervals()
              + " intervals are computed");
    }
    Intervals intervals = Intervals.ofRange(range.min(), range.max(), stepNanos);
    return metrics(store, metrics, intervals, false, exemplars(metrics, exemplars), context);
  }

  /// A metrics query over one interval: every series has one sample, at the end of the range.
  public MetricsResult metricsInstant(
      TraceQuerier store, String query, TimeRange range, QueryContext context) {
    Query.Metrics metrics = metrics(query);
    if (range.max() == range.min()) {
      throw new TrivetException(ErrorKind.BAD_DATA, "end must be greater than start");
    }
    Intervals intervals = Intervals.ofInstant(range.min(), range.max());
    return metrics(store, metrics, intervals, true, 0, context);
  }

  private static Query.Metrics metrics(String query) {
    return switch (parse(query)) {
      case Query.Metrics metrics -> metrics;
      case Query.Search _ -> throw new TrivetException(ErrorKind.BAD_DATA, "not a metrics query");
    };
  }

  private int exemplars(Query.Metrics metrics, int asked) {
    int wanted =
        switch (metrics.hint("exemplars")) {
          case Value.Int number -> Math.clamp(number.value(), 0, options.maxExemplars());
          case Value.Bool bool when !bool.value() -> 0;
          case null, default -> asked > 0 ? asked : options.maxExemplars();
        };
    return Math.min(wanted, options.maxExemplars());
  }

  private MetricsResult metrics(
      TraceQuerier store,
      Query.Metrics metrics,
      Intervals intervals,
      boolean instant,
      int exemplars,
      QueryContext context) {
    return new MetricsEvaluator(
            store, intervals, instant, exemplars, options.maxSeries(), parallel, context)
        .evaluate(metrics.expr());
  }

  /// Names of attributes by scope.
  ///
  /// @param scope `resource`, `span`, `event`, `link`, `instrumentation`, `trace`, `intrinsic`; ""
  ///   or `none` for all
  /// @param query TraceQL filter, read leniently; "" for none
  /// @param limit most names of each scope, 0 for no bound
  /// @throws TrivetException of kind BAD_DATA for another scope
  public TagNames tagNames(
      TraceQuerier store,
      String scope,
      String query,
      TimeRange range,
      int limit,
      QueryContext context) {
    return new TagFinder(store, range, parallel, context).names(scope, query, limit);
  }

  /// Values of an attribute or intrinsic.
  ///
  /// @param tag as TraceQL writes it: `.service.name`, `resource.service.name`, `span:status`
  /// @param query TraceQL filter, read leniently; "" for none
  /// @param limit most values, 0 for no bound
  /// @throws TrivetException of kind BAD_DATA if the tag is no attribute
  public TagValues tagValues(
      TraceQuerier store,
      String tag,
      String query,
      TimeRange range,
      int limit,
      QueryContext context) {
    FieldExpr field = TraceqlParser.parseField(tag);
    return new TagFinder(store, range, parallel, context).values(List.of(field), query, limit);
  }

  /// Values of an attribute named without scope, as before TraceQL (`/api/search/tag/X/values`).
  public TagValues tagValuesByName(
      TraceQuerier store, String name, TimeRange range, int limit, QueryContext context) {
    return switch (name) {
      case "status.code" ->
          values(store, new FieldExpr.Property(Intrinsic.STATUS, NOWHERE), range, limit, context);
      case "name" ->
          values(store, new FieldExpr.Property(Intrinsic.NAME, NOWHERE), range, limit, context);
      case "root.name" ->
          values(
              store, new FieldExpr.Property(Intrinsic.ROOT_NAME, NOWHERE), range, limit, context);
      case "root.service.name" ->
          values(
              store,
              new FieldExpr.Property(Intrinsic.ROOT_SERVICE, NOWHERE),
              range,
              limit,
              context);
      case "service.name" ->
          values(
              store,
              new FieldExpr.Attribute(Scope.RESOURCE, false, name, NOWHERE),
              range,
              limit,
              context);
      case "error" -> new TagValues(List.of(new TagValues.TagValue("string", "true")), false);
      default ->
          values(
              store,
              new FieldExpr.Attribute(Scope.NONE, false, name, NOWHERE),
              range,
              limit,
              context);
    };
  }

  private TagValues values(
      TraceQuerier store, FieldExpr field, TimeRange range, int limit, QueryContext context) {
    return new TagFinder(store, range, parallel, context).values(List.of(field), "", limit);
  }
}
