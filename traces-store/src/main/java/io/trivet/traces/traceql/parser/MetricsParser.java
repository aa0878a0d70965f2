package io.trivet.traces.traceql.parser;

import io.trivet.core.text.TextRange;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.MetricsExpr;
import io.trivet.traces.traceql.ast.MetricsFunction;
import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.Pipeline;
import io.trivet.traces.traceql.ast.SpansetExpr;
import io.trivet.traces.traceql.ast.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parses the metrics functions and their second stages.
final class MetricsParser {
  private static final String COMPARE = "compare";

  private final Tokens tokens;
  private final FieldParser fields;

  MetricsParser(Tokens tokens, FieldParser fields) {
    this.tokens = tokens;
    this.fields = fields;
  }

  /// Whether the next token names a metrics function.
  boolean isFunction() {
    return tokens.peek() instanceof Token.Word(String text, _)
        && (text.equals(COMPARE) || kind(text) != null);
  }

  private static MetricsFunction.@Nullable Kind kind(String text) {
    for (MetricsFunction.Kind kind : MetricsFunction.Kind.values()) {
      if (kind.text().equals(text)) {
        return kind;
      }
    }
    return null;
  }

  MetricsExpr function(Pipeline source) {
    Token.Word word = (Token.Word) tokens.take();
    MetricsFunction.Kind kind = kind(word.text());
    tokens.expectMark('(', "after " + word.text());
    MetricsFunction function = kind == null ? compare(word.at()) : overTime(kind, word.at());
    return new MetricsExpr.OfPipeline(source, function, source.at().cover(function.at()));
  }

  private MetricsFunction overTime(MetricsFunction.Kind kind, TextRange start) {
    FieldExpr measured = null;
    List<Double> quantiles = new ArrayList<>();
    if (!kind.isCounting()) {
      measured = fields.field("the attribute to measure");
      while (kind == MetricsFunction.Kind.QUANTILE && tokens.acceptMark(',')) {
        quantiles.add(quantile());
      }
      if (kind == MetricsFunction.Kind.QUANTILE && quantiles.isEmpty()) {
        throw tokens.unexpected("a comma and the quantiles, such as 0.99");
      }
    }
    TextRange end = tokens.expectMark(')', "after the arguments of " + kind.text());
    List<FieldExpr> by = new ArrayList<>();
    if (tokens.acceptWord("by")) {
      tokens.expectMark('(', "after by");
      do {
        by.add(fields.field("an attribute or intrinsic"));
      } while (tokens.acceptMark(','));
      end = tokens.expectMark(')', "or a comma in by()");
    }
    return new MetricsFunction.OverTime(kind, measured, quantiles, by, start.cover(end));
  }

  private double quantile() {
    if (tokens.peek() instanceof Token.Constant(Value value, _)) {
      if (value instanceof Value.Real(double number)) {
        tokens.take();
        return number;
      }
      if (value instanceof Value.Int(long number)) {
        tokens.take();
        return number;
      }
    }
    throw tokens.unexpected("a quantile from 0 to 1");
  }

  private MetricsFunction compare(TextRange start) {
    SpansetExpr.Filter selection = fields.filter();
    long top = MetricsFunction.Compare.DEFAULT_TOP;
    long from = 0;
    long to = 0;
    if (tokens.acceptMark(',')) {
      TextRange at = tokens.peek().at();
      top = integer();
      if (top < 1 || top > 1000) {
        throw tokens.error(
            at, "compare() top number of values must be an integer between 1 and 1000");
      }
      if (tokens.acceptMark(',')) {
        TextRange window = tokens.peek().at();
        from = integer();
        tokens.expectMark(',', "and the end of the selection");
        to = integer();
        if (from <= 0 || to <= 0) {
          throw tokens.error(
              window, "compare() timestamps must be positive integer unix nanoseconds");
        }
        if (to <= from) {
          throw tokens.error(
              window, "compare() end timestamp must be greater than start timestamp");
        }
      }
    }
    TextRange end = tokens.expectMark(')', "after the arguments of compare");
    return new MetricsFunction.Compare(selection, (int) top, from, to, start.cover(end));
  }

  private long integer() {
    boolean negative = tokens.peekOperator() == Operator.SUBTRACT;
    if (negative) {
      tokens.take();
    }
    if (tokens.peek() instanceof Token.Constant(Value.Int(long number), _)) {
      tokens.take();
      return negative ? -number : number;
    }
    throw tokens.unexpected("an integer");
  }

  /// `topk(n)` or `bottomk(n)`, the pipe before it taken.
  MetricsExpr rank(MetricsExpr operand) {
    Token token = tokens.peek();
    if (!(token instanceof Token.Word(String text, TextRange start))
        || !text.equals("topk") && !text.equals("bottomk")) {
      throw tokens.unexpected("topk(n), bottomk(n) or a comparison after a metrics function");
    }
    tokens.take();
    tokens.expectMark('(', "after " + text);
    if (!(tokens.peek() instanceof Token.Constant(Value.Int(long limit), _))) {
      throw tokens.unexpected("a positive integer");
    }
    tokens.take();
    TextRange end = tokens.expectMark(')', "after the number of series");
    return new MetricsExpr.Rank(
        operand,
        text.equals("topk"),
        (int) Math.min(limit, Integer.MAX_VALUE),
        operand.at().cover(start).cover(end));
  }
}
