package io.trivet.traces.traceql.ast;

import io.trivet.core.text.TextRange;

/// An expression over one span.
public sealed interface FieldExpr {
  TextRange at();

  /// The type as far as it is known before the query runs.
  StaticType type();

  record Literal(Value value, TextRange at) implements FieldExpr {
    @Override
    public StaticType type() {
      return StaticType.of(value);
    }
  }

  /// @param parent whether the attribute of the parent span is meant; parses, nothing evaluates it
  record Attribute(Scope scope, boolean parent, String name, TextRange at) implements FieldExpr {
    @Override
    public StaticType type() {
      return StaticType.DYNAMIC;
    }
  }

  record Property(Intrinsic intrinsic, TextRange at) implements FieldExpr {
    @Override
    public StaticType type() {
      return intrinsic.type();
    }
  }

  record Binary(Operator operator, FieldExpr left, FieldExpr right, TextRange at)
      implements FieldExpr {
    @Override
    public StaticType type() {
      if (operator.isBoolean()) {
        return StaticType.BOOL;
      }
      StaticType type = left.type();
      return type == StaticType.DYNAMIC ? right.type() : type;
    }
  }

  record Negation(FieldExpr operand, TextRange at) implements FieldExpr {
    @Override
    public StaticType type() {
      return operand.type();
    }
  }

  record Not(FieldExpr operand, TextRange at) implements FieldExpr {
    @Override
    public StaticType type() {
      return StaticType.BOOL;
    }
  }
}
