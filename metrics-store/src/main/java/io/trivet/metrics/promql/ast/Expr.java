package io.trivet.metrics.promql.ast;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.text.TextRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A PromQL expression.
public sealed interface Expr {
  /// Where in the query text it stands.
  TextRange at();

  ValueType type();

  /// @param isDuration whether it was written as a duration, `5m`
  record NumberLiteral(double value, boolean isDuration, TextRange at) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.SCALAR;
    }
  }

  record StringLiteral(String value, TextRange at) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.STRING;
    }
  }

  /// An instant vector selector.
  ///
  /// @param name the metric name if it stands before the braces, else ""
  /// @param matchers all conditions, the one of `name` last
  /// @param offset null without an offset
  /// @param atTime null without `@`
  record VectorSelector(
      String name,
      List<LabelMatcher> matchers,
      @Nullable DurationExpr offset,
      @Nullable AtModifier atTime,
      boolean anchored,
      boolean smoothed,
      TextRange at)
      implements Expr {
    public VectorSelector {
      matchers = List.copyOf(matchers);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }
  }

  /// A range vector selector. Offset and `@` are those of the selector.
  record MatrixSelector(
      VectorSelector selector, DurationExpr range, boolean anchored, boolean smoothed, TextRange at)
      implements Expr {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }
  }

  /// @param step null for the default step
  record Subquery(
      Expr expr,
      DurationExpr range,
      @Nullable DurationExpr step,
      @Nullable DurationExpr offset,
      @Nullable AtModifier atTime,
      TextRange at)
      implements Expr {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }
  }

  /// @param type what the function returns
  record Call(String function, List<Expr> args, ValueType type, TextRange at) implements Expr {
    public Call {
      args = List.copyOf(args);
    }
  }

  /// @param parameter null for operators without one
  /// @param grouping labels of `by` or `without`
  record Aggregation(
      AggregationOp op,
      Expr expr,
      @Nullable Expr parameter,
      List<String> grouping,
      boolean without,
      TextRange at)
      implements Expr {
    public Aggregation {
      grouping = List.copyOf(grouping);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }
  }

  /// @param matching null unless both sides are vectors
  /// @param returnBool whether a comparison says 0 or 1
  /// @param opAt where the operator stands
  record Binary(
      BinaryOp op,
      Expr left,
      Expr right,
      @Nullable VectorMatching matching,
      boolean returnBool,
      TextRange opAt,
      TextRange at)
      implements Expr {
    @Override
    public ValueType type() {
      return left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR
          ? ValueType.SCALAR
          : ValueType.VECTOR;
    }
  }

  record Unary(boolean negative, Expr expr, TextRange at) implements Expr {
    @Override
    public ValueType type() {
      return expr.type();
    }
  }

  record Paren(Expr expr, TextRange at) implements Expr {
    @Override
    public ValueType type() {
      return expr.type();
    }
  }
}
