package io.trivet.traces.traceql;

import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.Pipeline;
import io.trivet.traces.traceql.ast.ScalarExpr;
import io.trivet.traces.traceql.ast.SpansetExpr;
import io.trivet.traces.traceql.ast.Stage;
import io.trivet.traces.traceql.ast.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which types of an attribute a query reads: those of its literals, or all (Object).
final class TypesRead {
  private final Map<String, Set<Class<?>>> read = new HashMap<>();

  TypesRead(Pipeline pipeline) {
    for (Stage stage : pipeline.stages()) {
      switch (stage) {
        case Stage.Spansets(SpansetExpr expr, _) -> noteSpansets(expr);
        case Stage.GroupBy(FieldExpr key, _) -> note(key);
        case Stage.ScalarFilter(_, ScalarExpr.Aggregate(_, FieldExpr operand, _), _, _)
            when operand != null ->
            note(operand);
        default -> {}
      }
    }
  }

  private void noteSpansets(SpansetExpr expr) {
    if (expr instanceof SpansetExpr.Filter filter) {
      note(filter.condition());
    } else if (expr instanceof SpansetExpr.Operation operation) {
      noteSpansets(operation.left());
      noteSpansets(operation.right());
    }
  }

  private void note(FieldExpr expr) {
    switch (expr) {
      case FieldExpr.Literal _, FieldExpr.Property _ -> {}
      case FieldExpr.Attribute attribute -> of(attribute).add(Object.class);
      case FieldExpr.Not not -> note(not.operand());
      case FieldExpr.Negation negation -> note(negation.operand());
      case FieldExpr.Binary binary -> {
        if (binary.left() instanceof FieldExpr.Attribute attribute
            && binary.right() instanceof FieldExpr.Literal(Value literal, _)
            && (binary.operator().kind() == Operator.Kind.COMPARISON
                || binary.operator().kind() == Operator.Kind.REGEX)) {
          Object plain = PlainValues.plain(literal);
          if (plain != null) {
            of(attribute).add(plain.getClass());
          } else if (binary.operator() == Operator.NOT_EQUAL) {
            of(attribute).add(Object.class);
          }
        } else {
          note(binary.left());
          note(binary.right());
        }
      }
    }
  }

  Set<Class<?>> of(FieldExpr.Attribute attribute) {
    return read.computeIfAbsent(attribute.scope() + " " + attribute.name(), _ -> new HashSet<>());
  }
}
