package io.trivet.traces.traceql.parser;

import io.trivet.core.text.QueryParseException;
import io.trivet.core.text.TextRange;
import io.trivet.traces.traceql.ast.MetricsExpr;
import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.ScalarExpr;
import io.trivet.traces.traceql.ast.SpansetExpr;
import io.trivet.traces.traceql.ast.Stage;
import io.trivet.traces.traceql.ast.Value;

/// Puts two parts of a query together with the operator between them.
final class Combiner {
  private final Tokens tokens;

  Combiner(Tokens tokens) {
    this.tokens = tokens;
  }

  /// @param sign where the operator stands
  Part combine(Operator operator, Part left, Part right, TextRange sign) {
    TextRange at = left.at().cover(right.at());
    if (isSpansets(left) && isSpansets(right) && operator.isForSpansets()) {
      return new Part.OfSpansets(
          new SpansetExpr.Operation(operator, spansets(left), spansets(right), at));
    }
    if (left instanceof Part.OfConstant(Value a, _)
        && right instanceof Part.OfConstant(Value b, _)
        && operator.kind() == Operator.Kind.ARITHMETIC) {
      Value folded = Constants.fold(operator, a, b);
      if (folded == null) {
        throw tokens.error(
            at, "no number: \"" + operator.text() + "\" of these constants is not defined");
      }
      return new Part.OfConstant(folded, at);
    }
    if (left instanceof Part.OfMetrics || right instanceof Part.OfMetrics) {
      return metrics(operator, left, right, sign);
    }
    if (isScalar(left) && isScalar(right)) {
      if (operator.kind() == Operator.Kind.ARITHMETIC) {
        return new Part.OfScalar(new ScalarExpr.Binary(operator, scalar(left), scalar(right), at));
      }
      boolean constants = left instanceof Part.OfConstant && right instanceof Part.OfConstant;
      if (operator.kind() == Operator.Kind.COMPARISON && !constants) {
        return new Part.OfStage(new Stage.ScalarFilter(operator, scalar(left), scalar(right), at));
      }
    }
    throw mismatch(operator, left, right, sign);
  }

  private Part metrics(Operator operator, Part left, Part right, TextRange sign) {
    TextRange at = left.at().cover(right.at());
    if (left instanceof Part.OfMetrics(MetricsExpr metrics)
        && right instanceof Part.OfConstant(Value limit, _)
        && operator.kind() == Operator.Kind.COMPARISON) {
      return new Part.OfMetrics(new MetricsExpr.Threshold(metrics, operator, limit, at));
    }
    boolean arithmetic =
        operator == Operator.ADD
            || operator == Operator.SUBTRACT
            || operator == Operator.MULTIPLY
            || operator == Operator.DIVIDE;
    if (!arithmetic || !isMetricsOperand(left) || !isMetricsOperand(right)) {
      throw mismatch(operator, left, right, sign);
    }
    return new Part.OfMetrics(
        new MetricsExpr.Arithmetic(operator, operand(left), operand(right), at));
  }

  private static boolean isMetricsOperand(Part part) {
    return part instanceof Part.OfMetrics || part instanceof Part.OfConstant;
  }

  private MetricsExpr operand(Part part) {
    if (part instanceof Part.OfMetrics(MetricsExpr expr)) {
      return expr;
    }
    if (part instanceof Part.OfConstant(Value value, TextRange at)) {
      if (value instanceof Value.Duration) {
        throw tokens.error(
            at, "a duration cannot be an operand of metrics arithmetic; write a number of seconds");
      }
      return new MetricsExpr.Constant(value, at);
    }
    throw new IllegalStateException("no operand of metrics: " + part);
  }

  private static boolean isSpansets(Part part) {
    return part instanceof Part.OfSpansets || part instanceof Part.OfPipeline;
  }

  static SpansetExpr spansets(Part part) {
    return switch (part) {
      case Part.OfSpansets of -> of.expr();
      case Part.OfPipeline of -> new SpansetExpr.Nested(of.pipeline(), of.at());
      case Part.OfStage _, Part.OfScalar _, Part.OfConstant _, Part.OfMetrics _ ->
          throw new IllegalStateException("no spansets: " + part);
    };
  }

  private static boolean isScalar(Part part) {
    return part instanceof Part.OfScalar || part instanceof Part.OfConstant;
  }

  private static ScalarExpr scalar(Part part) {
    return switch (part) {
      case Part.OfScalar of -> of.expr();
      case Part.OfConstant of -> new ScalarExpr.Constant(of.value(), of.at());
      case Part.OfSpansets _, Part.OfStage _, Part.OfPipeline _, Part.OfMetrics _ ->
          throw new IllegalStateException("no scalar: " + part);
    };
  }

  private QueryParseException mismatch(Operator operator, Part left, Part right, TextRange sign) {
    String hint = "";
    if (left instanceof Part.OfStage || right instanceof Part.OfStage) {
      hint = "; put pipelines in parentheses";
    } else if (left instanceof Part.OfMetrics && right instanceof Part.OfSpansets
        || left instanceof Part.OfConstant && right instanceof Part.OfSpansets) {
      hint = "; put metrics queries in parentheses: ({} | rate()) + ({} | rate())";
    }
    return tokens.error(
        sign,
        "\""
            + operator.text()
            + "\" cannot stand between "
            + left.what()
            + " and "
            + right.what()
            + hint);
  }
}
