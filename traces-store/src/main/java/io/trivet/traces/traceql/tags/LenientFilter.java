package io.trivet.traces.traceql.tags;

import io.trivet.core.error.TrivetException;
import io.trivet.core.text.TextRange;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.MetricsExpr;
import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.Pipeline;
import io.trivet.traces.traceql.ast.Query;
import io.trivet.traces.traceql.ast.Scope;
import io.trivet.traces.traceql.ast.SpansetExpr;
import io.trivet.traces.traceql.ast.Stage;
import io.trivet.traces.traceql.ast.Value;
import io.trivet.traces.traceql.parser.Checker;
import io.trivet.traces.traceql.parser.TraceqlParser;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The filter of a query that somebody is still typing: only the first `{ }` counts, half-typed
/// conditions of a `&&` chain are left out, and so are conditions on unscoped attributes. What is
/// no filter at all filters nothing.
final class LenientFilter {
  private LenientFilter() {}

  /// The filter, null if every span counts.
  static SpansetExpr.@Nullable Filter of(String text) {
    if (text.isBlank()) {
      return null;
    }
    SpansetExpr.Filter whole = parse(text);
    if (whole != null) {
      return scoped(whole.condition());
    }
    int open = text.indexOf('{');
    List<FieldExpr> conditions = new ArrayList<>();
    if (open >= 0 && text.length() <= TraceqlParser.MAX_CHARS && !isStructural(text)) {
      for (String part : conjuncts(text, open + 1)) {
        SpansetExpr.Filter one = parse("{" + part + "}");
        if (one != null) {
          conditions.add(one.condition());
        }
      }
    }
    return conditions.isEmpty()
        ? null
        : scoped(conditions.stream().reduce(LenientFilter::both).orElseThrow());
  }

  private static boolean isStructural(String text) {
    try {
      TraceqlParser.parse(text);
      return true;
    } catch (TrivetException e) {
      return false;
    }
  }

  private static FieldExpr both(FieldExpr a, FieldExpr b) {
    return new FieldExpr.Binary(Operator.AND, a, b, TextRange.NONE);
  }

  private static SpansetExpr.@Nullable Filter parse(String text) {
    try {
      Query query = TraceqlParser.parse(text);
      Checker.check(text, query);
      Pipeline pipeline =
          switch (query) {
            case Query.Search search -> search.pipeline();
            case Query.Metrics(MetricsExpr.OfPipeline of, _) -> of.pipeline();
            case Query.Metrics _ -> null;
          };
      return pipeline != null
              && pipeline.stages().getFirst()
                  instanceof Stage.Spansets(SpansetExpr.Filter filter, _)
          ? filter
          : null;
    } catch (TrivetException e) {
      return null;
    }
  }

  /// The parts between `&&` up to the closing brace or the end, strings left whole.
  private static List<String> conjuncts(String text, int start) {
    List<String> parts = new ArrayList<>();
    int from = start;
    int at = start;
    while (at < text.length() && text.charAt(at) != '}') {
      char c = text.charAt(at);
      if (c == '"' || c == '`') {
        at++;
        while (at < text.length() && text.charAt(at) != c) {
          at += c == '"' && text.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
      } else if (text.startsWith("&&", at)) {
        parts.add(text.substring(from, at));
        at += 2;
        from = at;
      } else {
        at++;
      }
    }
    parts.add(text.substring(Math.min(from, text.length()), Math.min(at, text.length())));
    return parts;
  }

  private static SpansetExpr.@Nullable Filter scoped(FieldExpr condition) {
    FieldExpr kept = withoutUnscoped(condition);
    return kept == null
            || kept instanceof FieldExpr.Literal(Value value, _) && value.equals(Value.TRUE)
        ? null
        : new SpansetExpr.Filter(kept, TextRange.NONE);
  }

  private static @Nullable FieldExpr withoutUnscoped(FieldExpr expr) {
    if (expr instanceof FieldExpr.Binary(Operator operator, FieldExpr left, FieldExpr right, _)
        && operator == Operator.AND) {
      FieldExpr a = withoutUnscoped(left);
      FieldExpr b = withoutUnscoped(right);
      return a == null ? b : b == null ? a : both(a, b);
    }
    return hasUnscoped(expr) ? null : expr;
  }

  private static boolean hasUnscoped(FieldExpr expr) {
    return switch (expr) {
      case FieldExpr.Literal _, FieldExpr.Property _ -> false;
      case FieldExpr.Attribute attribute -> attribute.scope() == Scope.NONE;
      case FieldExpr.Negation negation -> hasUnscoped(negation.operand());
      case FieldExpr.Not not -> hasUnscoped(not.operand());
      case FieldExpr.Binary binary -> hasUnscoped(binary.left()) || hasUnscoped(binary.right());
    };
  }
}
