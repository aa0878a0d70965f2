package io.trivet.traces.traceql.parser;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.text.SourceText;
import io.trivet.core.text.TextRange;
import io.trivet.traces.traceql.ast.AggregateFunction;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Hint;
import io.trivet.traces.traceql.ast.Intrinsic;
import io.trivet.traces.traceql.ast.MetricsExpr;
import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.Pipeline;
import io.trivet.traces.traceql.ast.Printer;
import io.trivet.traces.traceql.ast.Query;
import io.trivet.traces.traceql.ast.ScalarExpr;
import io.trivet.traces.traceql.ast.Stage;
import io.trivet.traces.traceql.ast.Value;
import java.util.ArrayList;
import java.util.List;

/// Parses TraceQL. Bounds: [#MAX_CHARS] of text, [Tokens#MAX_DEPTH] levels of nesting,
/// [Tokens#MAX_HEIGHT] operators in a chain.
public final class TraceqlParser {
  /// Longest query, in UTF-16 units.
  public static final int MAX_CHARS = 128 * 1024;

  private static final int LOWEST = 1;

  private final Tokens tokens;
  private final FieldParser fields;
  private final MetricsParser metrics;
  private final Combiner combiner;
  private int operators;

  private TraceqlParser(SourceText source) {
    this.tokens = new Tokens(source);
    this.fields = new FieldParser(tokens);
    this.metrics = new MetricsParser(tokens, fields);
    this.combiner = new Combiner(tokens);
  }

  /// The tree of a query, not yet checked.
  ///
  /// @throws io.trivet.core.text.QueryParseException if the text is no TraceQL
  /// @throws TrivetException of kind BAD_DATA if it is longer than [#MAX_CHARS]
  public static Query parse(String text) {
    if (text.length() > MAX_CHARS) {
      throw new TrivetException(
          ErrorKind.BAD_DATA,
          "TraceQL expression exceeds the maximum size of "
              + MAX_CHARS
              + " bytes; it has "
              + text.length());
    }
    return new TraceqlParser(new SourceText(text)).query();
  }

  /// An attribute or intrinsic alone, as the tag endpoints take it.
  ///
  /// @throws io.trivet.core.text.QueryParseException if the text is anything else
  public static FieldExpr parseField(String text) {
    if (text.length() > MAX_CHARS) {
      throw new TrivetException(ErrorKind.BAD_DATA, "the name of a tag is too long");
    }
    TraceqlParser parser = new TraceqlParser(new SourceText(text));
    FieldExpr field = parser.fields.field("an attribute or an intrinsic");
    parser.expectEnd();
    return field;
  }

  private void expectEnd() {
    if (!(tokens.peek() instanceof Token.End)) {
      throw tokens.unexpected("the end of the query");
    }
  }

  private Query query() {
    Part part = pipeline(false);
    List<Hint> hints = new ArrayList<>();
    while (tokens.acceptWord("with")) {
      hints(hints);
    }
    expectEnd();
    return switch (part) {
      case Part.OfMetrics of -> new Query.Metrics(of.expr(), hints);
      case Part.OfPipeline of -> new Query.Search(of.pipeline(), hints);
      case Part.OfSpansets of -> new Query.Search(single(stage(part)), hints);
      case Part.OfStage of -> new Query.Search(single(of.stage()), hints);
      case Part.OfScalar of ->
          throw tokens.error(of.at(), "an aggregate alone is no query; compare it with a number");
      case Part.OfConstant of -> throw tokens.error(of.at(), "a number alone is no query");
    };
  }

  private static Pipeline single(Stage stage) {
    return new Pipeline(List.of(stage), stage.at());
  }

  /// Parts between pipes.
  ///
  /// @param nested whether it stands in parentheses, where it may end with a bare aggregate
  private Part pipeline(boolean nested) {
    tokens.enter();
    Part part = unit(LOWEST);
    List<Stage> stages = new ArrayList<>();
    while (tokens.isMark('|') || isComparison() && part instanceof Part.OfMetrics) {
      if (part instanceof Part.OfMetrics(MetricsExpr expr)) {
        part = new Part.OfMetrics(secondStage(expr));
        continue;
      }
      refuseLeadingCoalesce(part, stages);
      stages.add(stage(part));
      tokens.take();
      if (metrics.isFunction()) {
        TextRange start = stages.getFirst().at();
        Pipeline source = new Pipeline(stages, start.cover(stages.getLast().at()));
        part = new Part.OfMetrics(metrics.function(source));
        stages.clear();
      } else {
        part = unit(LOWEST);
        if (part instanceof Part.OfMetrics || part instanceof Part.OfConstant) {
          throw tokens.error(part.at(), part.what() + " cannot be a stage of a pipeline");
        }
      }
    }
    tokens.leave();
    return finish(part, stages, nested);
  }

  private void refuseLeadingCoalesce(Part part, List<Stage> before) {
    if (before.isEmpty() && part instanceof Part.OfStage(Stage.Coalesce coalesce)) {
      throw tokens.error(coalesce.at(), "coalesce() needs spansets before it: {} | coalesce()");
    }
  }

  private Part finish(Part part, List<Stage> stages, boolean nested) {
    refuseLeadingCoalesce(part, stages);
    if (stages.isEmpty()) {
      return part instanceof Part.OfStage(Stage stage) && nested
          ? new Part.OfPipeline(single(stage))
          : part;
    }
    TextRange at = stages.getFirst().at().cover(part.at());
    if (part instanceof Part.OfScalar(ScalarExpr scalar)) {
      if (!nested) {
        throw tokens.error(at, "a pipeline cannot end with an aggregate; compare it with a number");
      }
      return new Part.OfScalar(
          new ScalarExpr.OfPipeline(
              new Pipeline(stages, stages.getFirst().at().cover(stages.getLast().at())),
              scalar,
              at));
    }
    stages.add(stage(part));
    return new Part.OfPipeline(new Pipeline(stages, at));
  }

  private boolean isComparison() {
    Operator operator = tokens.peekOperator();
    return operator != null && operator.kind() == Operator.Kind.COMPARISON;
  }

  private MetricsExpr secondStage(MetricsExpr expr) {
    countOperator();
    if (tokens.acceptMark('|')) {
      return metrics.rank(expr);
    }
    Token.Sign sign = (Token.Sign) tokens.take();
    Part limit = unit(sign.operator().power() + 1);
    return combiner.combine(sign.operator(), new Part.OfMetrics(expr), limit, sign.at())
            instanceof Part.OfMetrics(MetricsExpr threshold)
        ? threshold
        : expr;
  }

  private Stage stage(Part part) {
    return switch (part) {
      case Part.OfSpansets of -> new Stage.Spansets(of.expr(), of.at());
      case Part.OfPipeline of -> new Stage.Spansets(Combiner.spansets(of), of.at());
      case Part.OfStage of -> of.stage();
      case Part.OfScalar of ->
          throw tokens.error(of.at(), "an aggregate alone is no stage; compare it with a number");
      case Part.OfConstant of ->
          throw tokens.error(of.at(), "a number alone is no stage of a pipeline");
      case Part.OfMetrics of -> throw new IllegalStateException("metrics as a stage: " + of);
    };
  }

  private void countOperator() {
    if (++operators > Tokens.MAX_HEIGHT) {
      throw tokens.tooHigh();
    }
  }

  /// Parts with operators between them.
  private Part unit(int minimum) {
    tokens.enter();
    Part left = primary();
    for (Operator operator = tokens.peekOperator();
        operator != null && operator.power() >= minimum;
        operator = tokens.peekOperator()) {
      TextRange sign = tokens.take().at();
      countOperator();
      Part right = unit(operator == Operator.POWER ? operator.power() : operator.power() + 1);
      left = combiner.combine(operator, left, right, sign);
    }
    tokens.leave();
    return left;
  }

  private Part primary() {
    Token token = tokens.peek();
    return switch (token) {
      case Token.Mark(char mark, _) when mark == '{' -> new Part.OfSpansets(fields.filter());
      case Token.Mark(char mark, _) when mark == '(' -> {
        tokens.take();
        Part inner = pipeline(true);
        tokens.expectMark(')', "to close the parenthesis");
        yield inner;
      }
      case Token.Constant(Value value, TextRange at) when !(value instanceof Value.Text) -> {
        tokens.take();
        yield new Part.OfConstant(value, at);
      }
      case Token.Sign(Operator operator, TextRange at) when operator == Operator.SUBTRACT -> {
        tokens.take();
        yield negative(at);
      }
      case Token.Word word -> call(word);
      case Token.AttributeName _, Token.ScopedName _ ->
          throw tokens.error(
              token.at(),
              "a condition on spans stands in braces: { " + snippet(token) + " = ... }");
      case Token.Constant _, Token.Sign _, Token.Mark _, Token.End _ ->
          throw tokens.unexpected("a span filter in braces such as { status = error }");
    };
  }

  private static String snippet(Token token) {
    return switch (token) {
      case Token.ScopedName name -> name.text();
      case Token.AttributeName name ->
          Printer.print(
              new FieldExpr.Attribute(name.scope(), name.parent(), name.name(), name.at()));
      case Token.Word word -> word.text();
      case Token.Constant _, Token.Sign _, Token.Mark _, Token.End _ -> "";
    };
  }

  private Part negative(TextRange minus) {
    tokens.enter();
    Part operand = primary();
    tokens.leave();
    if (operand instanceof Part.OfConstant(Value value, TextRange at)) {
      Value negated = Constants.negate(value);
      if (negated != null) {
        return new Part.OfConstant(negated, minus.cover(at));
      }
    }
    throw tokens.error(minus, "outside of braces only numbers have a sign");
  }

  private Part call(Token.Word word) {
    return switch (word.text()) {
      case "count" -> {
        tokens.take();
        tokens.expectMark('(', "after count");
        TextRange end = tokens.expectMark(')', "after count(");
        yield new Part.OfScalar(
            new ScalarExpr.Aggregate(AggregateFunction.COUNT, null, word.at().cover(end)));
      }
      case "max" -> aggregate(AggregateFunction.MAX);
      case "min" -> aggregate(AggregateFunction.MIN);
      case "avg" -> aggregate(AggregateFunction.AVG);
      case "sum" -> aggregate(AggregateFunction.SUM);
      case "by" -> {
        tokens.take();
        tokens.expectMark('(', "after by");
        FieldExpr key = fields.expression();
        TextRange end = tokens.expectMark(')', "after the expression; by() takes one");
        yield new Part.OfStage(new Stage.GroupBy(key, word.at().cover(end)));
      }
      case "coalesce" -> {
        tokens.take();
        tokens.expectMark('(', "after coalesce");
        TextRange end = tokens.expectMark(')', "after coalesce(");
        yield new Part.OfStage(new Stage.Coalesce(word.at().cover(end)));
      }
      case "select" -> {
        tokens.take();
        tokens.expectMark('(', "after select");
        List<FieldExpr> selected = new ArrayList<>();
        do {
          selected.add(fields.field("an attribute or intrinsic"));
        } while (tokens.acceptMark(','));
        TextRange end = tokens.expectMark(')', "or a comma in select()");
        yield new Part.OfStage(new Stage.Select(selected, word.at().cover(end)));
      }
      default -> throw unknown(word);
    };
  }

  private RuntimeException unknown(Token.Word word) {
    if (metrics.isFunction()) {
      return tokens.error(
          word.at(), word.text() + "() needs spans: { ... } | " + word.text() + "(...)");
    }
    if (Intrinsic.of(word.text()) != null) {
      return tokens.error(
          word.at(), "a condition on spans stands in braces: { " + word.text() + " = ... }");
    }
    return tokens.unexpected(
        "a span filter in braces such as { status = error }, an aggregate or a pipeline stage");
  }

  private Part aggregate(AggregateFunction function) {
    TextRange start = tokens.take().at();
    tokens.expectMark('(', "after " + function.text());
    FieldExpr operand = fields.expression();
    TextRange end = tokens.expectMark(')', "after the expression of " + function.text());
    return new Part.OfScalar(new ScalarExpr.Aggregate(function, operand, start.cover(end)));
  }

  private void hints(List<Hint> hints) {
    tokens.expectMark('(', "after with");
    do {
      if (!(tokens.peek() instanceof Token.Word(String name, TextRange at))) {
        throw tokens.unexpected("the name of a hint");
      }
      tokens.take();
      if (tokens.peekOperator() != Operator.EQUAL) {
        throw tokens.unexpected("\"=\" after the name of a hint");
      }
      tokens.take();
      FieldExpr value = fields.expression();
      if (!(value instanceof FieldExpr.Literal(Value literal, TextRange end))) {
        throw tokens.error(value.at(), "the value of a hint is a constant");
      }
      hints.add(new Hint(name, literal, at.cover(end)));
    } while (tokens.acceptMark(','));
    tokens.expectMark(')', "or a comma after the hint");
  }
}
