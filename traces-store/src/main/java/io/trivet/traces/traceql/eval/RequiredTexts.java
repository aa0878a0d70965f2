package io.trivet.traces.traceql.eval;

import io.trivet.traces.AttributeScope;
import io.trivet.traces.SpanScan.Required;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Intrinsic;
import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.Pipeline;
import io.trivet.traces.traceql.ast.Scope;
import io.trivet.traces.traceql.ast.SpansetExpr;
import io.trivet.traces.traceql.ast.Stage;
import io.trivet.traces.traceql.ast.Value;
import java.util.ArrayList;
import java.util.List;

/// The texts that every trace a pipeline finds must have, so that the store can skip tables.
public final class RequiredTexts {
  private final List<Required> found = new ArrayList<>();

  private RequiredTexts() {}

  public static List<Required> of(Pipeline pipeline) {
    RequiredTexts texts = new RequiredTexts();
    texts.pipeline(pipeline);
    return texts.found;
  }

  private void pipeline(Pipeline pipeline) {
    if (pipeline.stages().getFirst() instanceof Stage.Spansets spansets) {
      spansets(spansets.expr());
    }
  }

  private void spansets(SpansetExpr expr) {
    switch (expr) {
      case SpansetExpr.Filter filter -> condition(filter.condition());
      case SpansetExpr.Nested nested -> pipeline(nested.pipeline());
      case SpansetExpr.Operation operation -> {
        switch (operation.operator()) {
          case OR -> {}
          case NOT_CHILD, NOT_PARENT, NOT_DESCENDANT, NOT_ANCESTOR, NOT_MATCH ->
              spansets(operation.right());
          default -> {
            spansets(operation.left());
            spansets(operation.right());
          }
        }
      }
    }
  }

  private void condition(FieldExpr expr) {
    FieldExpr rest = expr;
    while (rest instanceof FieldExpr.Binary(Operator operator, FieldExpr left, FieldExpr right, _)
        && operator == Operator.AND) {
      comparison(right);
      rest = left;
    }
    comparison(rest);
  }

  private void comparison(FieldExpr expr) {
    if (expr instanceof FieldExpr.Binary(Operator operator, FieldExpr left, FieldExpr right, _)
        && operator == Operator.EQUAL) {
      require(left, right);
      require(right, left);
    }
  }

  private void require(FieldExpr field, FieldExpr constant) {
    if (!(constant instanceof FieldExpr.Literal(Value.Text(String text), _))) {
      return;
    }
    if (field instanceof FieldExpr.Property(Intrinsic intrinsic, _)
        && intrinsic == Intrinsic.NAME) {
      found.add(new Required(AttributeScope.SPAN, Required.INTRINSIC_NAME, text));
    } else if (field instanceof FieldExpr.Attribute(Scope scope, _, String name, _)) {
      switch (scope) {
        case SPAN -> found.add(new Required(AttributeScope.SPAN, name, text));
        case RESOURCE -> found.add(new Required(AttributeScope.RESOURCE, name, text));
        case INSTRUMENTATION -> found.add(new Required(AttributeScope.INSTRUMENTATION, name, text));
        case NONE, EVENT, LINK -> {}
      }
    }
  }
}
