package io.trivet.traces.traceql.eval;

import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.traces.SpanTable;
import io.trivet.traces.traceql.ast.Pipeline;
import io.trivet.traces.traceql.ast.SpanStatus;
import io.trivet.traces.traceql.result.SearchResult;
import io.trivet.traces.traceql.result.ServiceStatistics;
import io.trivet.traces.traceql.result.SpanMatch;
import io.trivet.traces.traceql.result.SpansetMatch;
import io.trivet.traces.traceql.result.TraceMatch;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Collects the newest traces a pipeline finds, table by table. Candidates of a table are looked at
/// newest first, in batches, until they are older than everything that is kept. Owned by one
/// thread.
public final class SearchEvaluator {
  private static final int BATCH = 128;
  private static final int BYTES_PER_SPAN = 200;

  /// Newest first; at equal times by id, so that a limit always cuts at the same place.
  private static final Comparator<TraceMatch> ORDER =
      Comparator.comparingLong(TraceMatch::startNanos)
          .reversed()
          .thenComparing(TraceMatch::traceIdHigh, Long::compareUnsigned)
          .thenComparing(TraceMatch::traceIdLow, Long::compareUnsigned);

  private final Pipeline pipeline;
  private final FieldUses uses;
  private final TimeRange range;
  private final int limit;
  private final int spansPerSpanset;
  private final boolean plain;
  private final Parallel parallel;
  private final QueryContext context;
  private final PriorityQueue<TraceMatch> kept = new PriorityQueue<>(ORDER.reversed());
  private long inspectedTraces;
  private long inspectedSpans;

  /// @param plain whether results come without spansets and service statistics
  public SearchEvaluator(
      Pipeline pipeline,
      TimeRange range,
      int limit,
      int spansPerSpanset,
      boolean plain,
      Parallel parallel,
      QueryContext context) {
    this.pipeline = pipeline;
    this.uses = FieldUses.of(pipeline);
    this.range = range;
    this.limit = limit;
    this.spansPerSpanset = spansPerSpanset;
    this.plain = plain;
    this.parallel = parallel;
    this.context = context;
  }

  /// Looks through one more table.
  public void add(SpanTable table) {
    context.check();
    inspectedTraces += table.traces();
    inspectedSpans += table.size();
    context.statistics().itemsScanned().add(table.size());
    try (TableView view = new TableView(table, context)) {
      PipelinePlan plan = PipelinePlan.of(pipeline, view, uses, parallel);
      SpanPresenter presenter = new SpanPresenter(view, uses);
      int[] traces = newestFirst(table, plan.candidates());
      for (int from = 0; from < traces.length; from += BATCH) {
        if (kept.size() == limit
            && table.traceStartNanos(traces[from]) < kept.element().startNanos()) {
          break;
        }
        int first = from;
        int size = Math.min(BATCH, traces.length - from);
        @Nullable TraceMatch[] matches = new TraceMatch[size];
        int parts = Math.min(size, parallel.threads());
        parallel.forEach(
            parts,
            part -> {
              for (int i = part; i < size; i += parts) {
                context.check();
                matches[i] = match(view, plan, presenter, traces[first + i]);
              }
            });
        for (TraceMatch match : matches) {
          if (match != null) {
            keep(match);
          }
        }
      }
    }
  }

  private int[] newestFirst(SpanTable table, BitSet candidates) {
    return candidates.stream()
        .filter(trace -> range.overlaps(table.traceStartNanos(trace), table.traceEndNanos(trace)))
        .boxed()
        .sorted(Comparator.comparingLong(table::traceStartNanos).reversed())
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private void keep(TraceMatch match) {
    context.holdMemory(size(match));
    kept.add(match);
    if (kept.size() > limit) {
      context.holdMemory(-size(kept.remove()));
    }
  }

  private static long size(TraceMatch match) {
    long bytes = BYTES_PER_SPAN;
    for (SpansetMatch spanset : match.spansets()) {
      for (SpanMatch span : spanset.spans()) {
        bytes += BYTES_PER_SPAN + 64L * span.attributes().size();
      }
    }
    return bytes;
  }

  private @Nullable TraceMatch match(
      TableView view, PipelinePlan plan, SpanPresenter presenter, int trace) {
    List<Spanset> spansets = plan.spansets(trace);
    if (spansets.isEmpty()) {
      return null;
    }
    SpanTable table = view.table();
    TraceTree tree = view.tree(trace);
    List<SpansetMatch> shown = new ArrayList<>();
    for (Spanset spanset : plain ? List.<Spanset>of() : spansets) {
      shown.add(show(spanset, tree, presenter));
    }
    int root = view.root(trace);
    String service = root < 0 ? null : view.service(root);
    return new TraceMatch(
        table.traceIdHigh(trace),
        table.traceIdLow(trace),
        service == null ? TraceMatch.NO_ROOT : service,
        root < 0 ? "" : table.name().dictionary().get(table.name().stringId(root)),
        table.traceStartNanos(trace),
        view.traceDuration(trace) / 1_000_000,
        shown,
        plain ? Map.of() : services(view, tree));
  }

  private SpansetMatch show(Spanset spanset, TraceTree tree, SpanPresenter presenter) {
    List<SpanMatch> spans = new ArrayList<>();
    BitSet members = spanset.spans();
    for (int i = members.nextSetBit(0);
        i >= 0 && spans.size() < spansPerSpanset;
        i = members.nextSetBit(i + 1)) {
      spans.add(presenter.show(tree.row(i)));
    }
    return new SpansetMatch(spans, members.cardinality(), spanset.attributes());
  }

  private static Map<String, ServiceStatistics> services(TableView view, TraceTree tree) {
    Map<String, ServiceStatistics> services = new HashMap<>();
    for (int i = 0; i < tree.size(); i++) {
      int row = tree.row(i);
      String service = view.service(row);
      int errors = view.table().status(row) == SpanStatus.ERROR.number() ? 1 : 0;
      services.merge(
          service == null ? "" : service,
          new ServiceStatistics(1, errors),
          (a, b) -> new ServiceStatistics(a.spans() + b.spans(), a.errors() + b.errors()));
    }
    return services;
  }

  /// What has been found.
  public SearchResult result() {
    List<TraceMatch> traces = new ArrayList<>(kept);
    traces.sort(ORDER);
    context.statistics().itemsReturned().add(traces.size());
    return new SearchResult(traces, inspectedTraces, inspectedSpans);
  }
}
