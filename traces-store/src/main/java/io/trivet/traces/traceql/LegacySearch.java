package io.trivet.traces.traceql;

import io.trivet.core.text.TextRange;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Intrinsic;
import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.Pipeline;
import io.trivet.traces.traceql.ast.Scope;
import io.trivet.traces.traceql.ast.SpanStatus;
import io.trivet.traces.traceql.ast.SpansetExpr;
import io.trivet.traces.traceql.ast.Stage;
import io.trivet.traces.traceql.ast.Value;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Translates the search before TraceQL into a TraceQL pipeline. Every tag is one spanset filter
/// and all of them must find something in the trace.
final class LegacySearch {
  private static final long NANOS_PER_MS = 1_000_000;
  private static final TextRange NOWHERE = TextRange.NONE;

  private LegacySearch() {}

  static Pipeline pipeline(Map<String, String> tags, long minNanos, long maxNanos) {
    FieldExpr condition = new FieldExpr.Literal(Value.TRUE, NOWHERE);
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      condition = both(condition, tag(tag.getKey(), tag.getValue()));
    }
    FieldExpr duration = new FieldExpr.Property(Intrinsic.TRACE_DURATION, NOWHERE);
    if (minNanos > 0) {
      Value least = new Value.Duration(minNanos / NANOS_PER_MS * NANOS_PER_MS);
      condition = both(condition, compare(duration, Operator.GREATER_EQUAL, least));
    }
    if (maxNanos > 0) {
      Value beyond = new Value.Duration((maxNanos / NANOS_PER_MS + 1) * NANOS_PER_MS);
      condition = both(condition, compare(duration, Operator.LESS, beyond));
    }
    Stage stage = new Stage.Spansets(new SpansetExpr.Filter(condition, NOWHERE), NOWHERE);
    return new Pipeline(List.of(stage), NOWHERE);
  }

  private static FieldExpr tag(String key, String text) {
    Value value = new Value.Text(text);
    return switch (key) {
      case "name" -> property(Intrinsic.NAME, value);
      case "root.name" -> property(Intrinsic.ROOT_NAME, value);
      case "root.service.name" -> property(Intrinsic.ROOT_SERVICE, value);
      case "service.name" -> attribute(Scope.RESOURCE, key, value);
      case "status.code" -> {
        for (SpanStatus status : SpanStatus.values()) {
          if (status.text().equals(text.toLowerCase(Locale.ROOT))) {
            yield property(Intrinsic.STATUS, new Value.Status(status));
          }
        }
        yield new FieldExpr.Literal(Value.FALSE, NOWHERE);
      }
      default ->
          new FieldExpr.Binary(
              Operator.OR,
              attribute(Scope.SPAN, key, value),
              attribute(Scope.RESOURCE, key, value),
              NOWHERE);
    };
  }

  private static FieldExpr attribute(Scope scope, String key, Value value) {
    return compare(new FieldExpr.Attribute(scope, false, key, NOWHERE), Operator.EQUAL, value);
  }

  private static FieldExpr property(Intrinsic intrinsic, Value value) {
    return compare(new FieldExpr.Property(intrinsic, NOWHERE), Operator.EQUAL, value);
  }

  private static FieldExpr compare(FieldExpr field, Operator operator, Value value) {
    return new FieldExpr.Binary(operator, field, new FieldExpr.Literal(value, NOWHERE), NOWHERE);
  }

  private static FieldExpr both(FieldExpr a, FieldExpr b) {
    return new FieldExpr.Binary(Operator.AND, a, b, NOWHERE);
  }
}
