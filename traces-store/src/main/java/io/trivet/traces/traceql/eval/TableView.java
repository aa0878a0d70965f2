package io.trivet.traces.traceql.eval;

import io.trivet.core.query.QueryContext;
import io.trivet.traces.AttributeColumn;
import io.trivet.traces.AttributeScope;
import io.trivet.traces.SpanTable;
import io.trivet.traces.ValueType;
import io.trivet.traces.traceql.ast.FieldExpr;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// A table with what is derived from it: root spans, trees of traces. Both are made when first
/// asked for. Safe for use from any thread; [#close] gives the memory back to the query's account.
public final class TableView implements AutoCloseable {
  private static final int TREE_BYTES_PER_SPAN = 48;

  private final SpanTable table;
  private final QueryContext context;
  private final @Nullable AttributeColumn services;
  private int @Nullable [] roots;
  private @Nullable Trees trees;
  private long heldBytes;

  /// @param indexes place of a row in the tree of its trace
  private record Trees(AtomicReferenceArray<TraceTree> byTrace, int[] indexes) {}

  public TableView(SpanTable table, QueryContext context) {
    this.table = table;
    this.context = context;
    this.services = table.attribute(AttributeScope.RESOURCE, "service.name");
  }

  public SpanTable table() {
    return table;
  }

  /// The column of an attribute; null if no span has it, and for attributes that no single column
  /// holds: those without a scope, of events and of links.
  public @Nullable AttributeColumn column(FieldExpr.Attribute attribute) {
    return switch (attribute.scope()) {
      case SPAN -> table.attribute(AttributeScope.SPAN, attribute.name());
      case RESOURCE -> table.attribute(AttributeScope.RESOURCE, attribute.name());
      case INSTRUMENTATION -> table.attribute(AttributeScope.INSTRUMENTATION, attribute.name());
      case NONE, EVENT, LINK -> null;
    };
  }

  QueryContext context() {
    return context;
  }

  /// Counts memory that lives as long as this view.
  void hold(long bytes) {
    synchronized (this) {
      heldBytes += bytes;
    }
    context.holdMemory(bytes);
  }

  @Override
  public void close() {
    long bytes;
    synchronized (this) {
      bytes = heldBytes;
      heldBytes = 0;
    }
    context.holdMemory(-bytes);
  }

  /// The row of the root span of a trace, the earliest if there are several; -1 without.
  public int root(int trace) {
    return roots()[trace];
  }

  private synchronized int[] roots() {
    int[] found = roots;
    if (found == null) {
      found = new int[table.traces()];
      Arrays.fill(found, -1);
      for (int row = 0; row < table.size(); row++) {
        if (table.parentSpanId(row) == 0) {
          int trace = table.traceOf(row);
          int before = found[trace];
          if (before < 0 || isEarlier(row, before)) {
            found[trace] = row;
          }
        }
      }
      roots = found;
      heldBytes += 4L * found.length;
      context.holdMemory(4L * found.length);
    }
    return found;
  }

  private boolean isEarlier(int row, int other) {
    int order = Long.compare(table.startNanos(row), table.startNanos(other));
    return order < 0
        || order == 0 && Long.compareUnsigned(table.spanId(row), table.spanId(other)) < 0;
  }

  public TraceTree tree(int trace) {
    Trees all = trees();
    TraceTree tree = all.byTrace.get(trace);
    if (tree == null) {
      tree = TraceTree.of(table, trace);
      hold((long) TREE_BYTES_PER_SPAN * tree.size());
      for (int i = 0; i < tree.size(); i++) {
        all.indexes[tree.row(i)] = i;
      }
      all.byTrace.set(trace, tree);
    }
    return tree;
  }

  private synchronized Trees trees() {
    Trees all = trees;
    if (all == null) {
      long bytes = 4L * table.size() + 8L * table.traces();
      heldBytes += bytes;
      context.holdMemory(bytes);
      all = new Trees(new AtomicReferenceArray<>(table.traces()), new int[table.size()]);
      trees = all;
    }
    return all;
  }

  /// Place of a row in [#tree] of its trace.
  int indexInTree(int row) {
    tree(table.traceOf(row));
    return trees().indexes[row];
  }

  /// The `service.name` of a row's resource, null if there is none that is a text.
  public @Nullable String service(int row) {
    return services == null || services.type(row) != ValueType.STRING
        ? null
        : services.dictionary().get(services.stringId(row));
  }

  /// Whole time of a trace in nanoseconds.
  public long traceDuration(int trace) {
    return Math.max(0, table.traceEndNanos(trace) - table.traceStartNanos(trace));
  }
}
