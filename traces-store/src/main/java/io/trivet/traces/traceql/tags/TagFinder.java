package io.trivet.traces.traceql.tags;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.traces.AttributeColumn;
import io.trivet.traces.AttributeScope;
import io.trivet.traces.SpanEvent;
import io.trivet.traces.SpanLink;
import io.trivet.traces.SpanTable;
import io.trivet.traces.TraceQuerier;
import io.trivet.traces.ValueType;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.eval.Parallel;
import io.trivet.traces.traceql.eval.TableView;
import io.trivet.traces.traceql.result.TagNames;
import io.trivet.traces.traceql.result.TagValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Finds names and values of attributes.
public final class TagFinder {
  private static final String INTRINSIC = "intrinsic";
  private static final Set<String> SCOPES =
      Set.of(
          "", "none", "resource", "span", "event", "link", "instrumentation", "trace", INTRINSIC);
  private static final List<String> INTRINSICS =
      List.of(
          "duration",
          "event:name",
          "event:timeSinceStart",
          "instrumentation:name",
          "instrumentation:version",
          "kind",
          "link:spanID",
          "link:traceID",
          "name",
          "rootName",
          "rootServiceName",
          "span:duration",
          "span:id",
          "span:kind",
          "span:name",
          "span:parentID",
          "span:status",
          "span:statusMessage",
          "status",
          "statusMessage",
          "trace:duration",
          "trace:id",
          "trace:rootName",
          "trace:rootService",
          "traceDuration");

  private final TagScan scan;
  private final QueryContext context;

  public TagFinder(TraceQuerier store, TimeRange range, Parallel parallel, QueryContext context) {
    this.scan = new TagScan(store, range, parallel, context);
    this.context = context;
  }

  /// See `TraceqlEngine.tagNames`.
  public TagNames names(String scope, String query, int limit) {
    if (!SCOPES.contains(scope)) {
      throw new TrivetException(ErrorKind.BAD_DATA, "invalid scope: " + scope);
    }
    boolean all = scope.isEmpty() || scope.equals("none");
    Map<AttributeScope, Set<String>> found = new LinkedHashMap<>();
    for (AttributeScope one :
        List.of(
            AttributeScope.RESOURCE,
            AttributeScope.SPAN,
            AttributeScope.EVENT,
            AttributeScope.LINK,
            AttributeScope.INSTRUMENTATION)) {
      if (all || one.name().toLowerCase(Locale.ROOT).equals(scope)) {
        found.put(one, new TreeSet<>());
      }
    }
    if (!found.isEmpty()) {
      scan.run(
          LenientFilter.of(query),
          (view, rows) -> {
            found.forEach((one, names) -> names(view, one, rows, names));
            return true;
          });
    }
    List<TagNames.ScopeNames> scopes = new ArrayList<>();
    found.forEach((one, names) -> {
      if (!names.isEmpty()) {
        scopes.add(
            new TagNames.ScopeNames(
                one.name().toLowerCase(Locale.ROOT),
                names.stream().limit(limit > 0 ? limit : Long.MAX_VALUE).toList()));
      }
    });
    if (all || scope.equals(INTRINSIC)) {
      scopes.add(new TagNames.ScopeNames(INTRINSIC, INTRINSICS));
    }
    return new TagNames(scopes);
  }

  private void names(TableView view, AttributeScope scope, long[] rows, Set<String> names) {
    SpanTable table = view.table();
    switch (scope) {
      case SPAN, RESOURCE, INSTRUMENTATION -> {
        for (String name : table.attributeNames(scope)) {
          context.check();
          AttributeColumn column = table.attribute(scope, name);
          if (column != null && !names.contains(name) && hasValue(column, rows)) {
            names.add(name);
          }
        }
      }
      case EVENT -> {
        if (table.hasEvents()) {
          Rows.forEach(
              rows,
              context,
              row -> {
                for (SpanEvent event : table.events(row)) {
                  names.addAll(event.attributes().keySet());
                }
              });
        }
      }
      case LINK -> {
        if (table.hasLinks()) {
          Rows.forEach(
              rows,
              context,
              row -> {
                for (SpanLink link : table.links(row)) {
                  names.addAll(link.attributes().keySet());
                }
              });
        }
      }
    }
  }

  private static boolean hasValue(AttributeColumn column, long[] rows) {
    for (int w = 0; w < rows.length; w++) {
      for (long rest = rows[w]; rest != 0; rest &= rest - 1) {
        if (column.type((w << 6) + Long.numberOfTrailingZeros(rest)) != ValueType.NONE) {
          return true;
        }
      }
    }
    return false;
  }

  /// See `TraceqlEngine.tagValues`.
  ///
  /// @param fields whose values are wanted together
  public TagValues values(List<FieldExpr> fields, String query, int limit) {
    ValueSet values = new ValueSet(limit, context);
    List<FieldExpr> scanned = fields.stream().filter(field -> !values.addFixed(field)).toList();
    if (!scanned.isEmpty()) {
      scan.run(
          LenientFilter.of(query),
          (view, rows) -> {
            for (FieldExpr field : scanned) {
              values.add(view, field, rows);
            }
            return !values.isFull();
          });
    }
    TagValues result = values.result();
    values.release();
    return result;
  }
}
