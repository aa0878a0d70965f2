package io.trivet.metrics.promql.plan;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.text.TextRange;
import io.trivet.metrics.promql.ast.AggregationOp;
import io.trivet.metrics.promql.ast.BinaryOp;
import io.trivet.metrics.promql.ast.ValueType;
import io.trivet.metrics.promql.ast.VectorMatching;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An expression ready to be evaluated. Times and durations are milliseconds.
public sealed interface Plan {
  /// Where in the query text it stands, for annotations.
  TextRange at();

  ValueType type();

  record Constant(double value, TextRange at) implements Plan {
    @Override
    public ValueType type() {
      return ValueType.SCALAR;
    }
  }

  record Text(String value, TextRange at) implements Plan {
    @Override
    public ValueType type() {
      return ValueType.STRING;
    }
  }

  /// Which series, and when.
  ///
  /// @param pinnedMs the time of `@`; null without
  /// @param countAndSumOnly whether histograms lose their buckets when they are read, as it is
  ///   below functions which need no more than count and sum
  record Selector(
      List<LabelMatcher> matchers,
      long offsetMs,
      @Nullable Long pinnedMs,
      boolean countAndSumOnly) {
    public Selector {
      matchers = List.copyOf(matchers);
    }
  }

  record InstantSelect(Selector selector, boolean smoothed, TextRange at) implements Plan {
    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }
  }

  record RangeSelect(
      Selector selector, long rangeMs, boolean anchored, boolean smoothed, TextRange at)
      implements Plan {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }
  }

  /// @param pinnedMs the time of `@`; null without
  record Subquery(
      Plan expr, long rangeMs, long stepMs, long offsetMs, @Nullable Long pinnedMs, TextRange at)
      implements Plan {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }
  }

  record Call(String function, List<Plan> args, ValueType type, TextRange at) implements Plan {
    public Call {
      args = List.copyOf(args);
    }
  }

  record Aggregate(
      AggregationOp op,
      Plan expr,
      @Nullable Plan parameter,
      List<String> grouping,
      boolean without,
      TextRange at)
      implements Plan {
    public Aggregate {
      grouping = List.copyOf(grouping);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }
  }

  /// @param matching null unless both sides are vectors
  record Binary(
      BinaryOp op,
      Plan left,
      Plan right,
      @Nullable VectorMatching matching,
      boolean returnBool,
      TextRange at)
      implements Plan {
    @Override
    public ValueType type() {
      return left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR
          ? ValueType.SCALAR
          : ValueType.VECTOR;
    }
  }

  record Negate(Plan expr, TextRange at) implements Plan {
    @Override
    public ValueType type() {
      return expr.type();
    }
  }

  /// The same at every step: evaluated once.
  record StepInvariant(Plan expr, TextRange at) implements Plan {
    @Override
    public ValueType type() {
      return expr.type();
    }
  }
}
