package io.trivet.logs.logql.parser;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.text.TextRange;
import io.trivet.logs.logql.ast.BinaryOp;
import io.trivet.logs.logql.ast.Expr;
import io.trivet.logs.logql.ast.Grouping;
import io.trivet.logs.logql.ast.LogExpr;
import io.trivet.logs.logql.ast.LogRange;
import io.trivet.logs.logql.ast.Matching;
import io.trivet.logs.logql.ast.MetricExpr;
import io.trivet.logs.logql.ast.RangeOp;
import io.trivet.logs.logql.ast.Stage;
import io.trivet.logs.logql.ast.Unwrap;
import io.trivet.logs.logql.ast.VectorOp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parses whole queries: a Pratt parser for operators over recursive descent for the rest.
final class MetricParser {
  private final TokenReader in;
  private final PipelineParser pipelines;

  MetricParser(TokenReader in) {
    this.in = in;
    this.pipelines = new PipelineParser(in);
  }

  Expr query() {
    Expr expr = expression(0);
    if (!in.isNext(Token.Kind.END)) {
      throw in.unexpected();
    }
    return expr;
  }

  private Expr expression(int minimumPower) {
    Expr left = operand();
    while (true) {
      BinaryOp op = binaryOp(in.peek());
      if (op == null || op.power < minimumPower) {
        return left;
      }
      in.part();
      in.next();
      Matching matching = matching();
      Expr right = expression(op.isRightAssociative() ? op.power : op.power + 1);
      left = binary(op, left, right, matching);
    }
  }

  private static @Nullable BinaryOp binaryOp(Token token) {
    if (token.kind() == Token.Kind.SYMBOL || token.kind() == Token.Kind.KEYWORD) {
      for (BinaryOp op : BinaryOp.values()) {
        if (op.text.equals(token.text())) {
          return op;
        }
      }
    }
    return null;
  }

  private Expr binary(BinaryOp op, Expr left, Expr right, Matching matching) {
    MetricExpr l = leg(op, "left", left);
    MetricExpr r = leg(op, "right", right);
    TextRange at = left.at().cover(right.at());
    if (op.isSet()) {
      checkSetLeg(op, "left", l);
      checkSetLeg(op, "right", r);
    }
    if (l instanceof MetricExpr.Literal a && r instanceof MetricExpr.Literal b) {
      return new MetricExpr.Literal(op.apply(a.value(), b.value()), at);
    }
    return new MetricExpr.Binary(op, l, r, matching, at);
  }

  private static MetricExpr leg(BinaryOp op, String side, Expr expr) {
    if (expr instanceof MetricExpr metric) {
      return metric;
    }
    throw TokenReader.problem(
        "unexpected type for "
            + side
            + " leg of binary operation ("
            + op.text
            + "): a log query; both sides must be metric queries");
  }

  private static void checkSetLeg(BinaryOp op, String side, MetricExpr leg) {
    if (leg instanceof MetricExpr.Literal literal) {
      throw TokenReader.problem(
          "unexpected literal for "
              + side
              + " leg of logical/set binary operation ("
              + op.text
              + "): "
              + NumberText.format(literal.value()));
    }
  }

  private Matching matching() {
    boolean returnBool = in.acceptKeyword("bool");
    boolean on = in.acceptKeyword("on");
    boolean explicit = on || in.acceptKeyword("ignoring");
    if (!explicit) {
      return new Matching(
          returnBool, false, false, List.of(), Matching.Cardinality.ONE_TO_ONE, List.of());
    }
    List<String> labels = labelList();
    Matching.Cardinality cardinality = Matching.Cardinality.ONE_TO_ONE;
    List<String> include = List.of();
    if (in.acceptKeyword("group_left")) {
      cardinality = Matching.Cardinality.MANY_TO_ONE;
    } else if (in.acceptKeyword("group_right")) {
      cardinality = Matching.Cardinality.ONE_TO_MANY;
    }
    if (cardinality != Matching.Cardinality.ONE_TO_ONE && includeFollows()) {
      include = labelList();
    }
    return new Matching(returnBool, true, on, labels, cardinality, include);
  }

  /// Whether the parenthesis after `group_left` holds labels and not the right operand.
  private boolean includeFollows() {
    Token second = in.peekSecond();
    return in.peek().isSymbol("(")
        && (second.kind() == Token.Kind.IDENTIFIER || second.isSymbol(")"));
  }

  private List<String> labelList() {
    in.expectSymbol("(");
    List<String> labels = new ArrayList<>();
    if (in.acceptSymbol(")")) {
      return labels;
    }
    if (!in.isNext(Token.Kind.IDENTIFIER)) {
      throw in.unexpected("IDENTIFIER", ")");
    }
    do {
      labels.add(in.expect(Token.Kind.IDENTIFIER).text());
    } while (in.acceptSymbol(","));
    if (!in.acceptSymbol(")")) {
      throw in.unexpected(",", ")");
    }
    return labels;
  }

  private Expr operand() {
    Token token = in.peek();
    int start = token.at().start();
    if (token.isSymbol("{")) {
      return pipelines.logExpr();
    }
    if (token.isSymbol("(")) {
      in.part();
      in.next();
      Expr inner = expression(0);
      in.expectSymbol(")");
      return inner;
    }
    if (token.kind() == Token.Kind.NUMBER || token.isSymbol("+") || token.isSymbol("-")) {
      double value = NumberText.number(in);
      return new MetricExpr.Literal(value, in.from(start));
    }
    if (token.kind() != Token.Kind.FUNCTION) {
      throw in.unexpected();
    }
    if (token.text().equals("vector")) {
      in.next();
      in.expectSymbol("(");
      double value = NumberText.parse(in.expect(Token.Kind.NUMBER).text());
      in.expectSymbol(")");
      return new MetricExpr.VectorLiteral(value, in.from(start));
    }
    if (token.text().equals("label_replace")) {
      in.next();
      return labelReplace(start);
    }
    for (RangeOp op : RangeOp.values()) {
      if (op.text.equals(token.text())) {
        in.next();
        return rangeAggregation(op, start);
      }
    }
    for (VectorOp op : VectorOp.values()) {
      if (op.text.equals(token.text())) {
        in.next();
        return vectorAggregation(op, start);
      }
    }
    throw in.unexpected();
  }

  private MetricExpr metricOperand() {
    Expr expr = expression(0);
    if (expr instanceof MetricExpr metric) {
      return metric;
    }
    throw in.unexpected();
  }

  private MetricExpr labelReplace(int start) {
    in.expectSymbol("(");
    MetricExpr operand = metricOperand();
    String[] texts = new String[4];
    for (int i = 0; i < texts.length; i++) {
      in.expectSymbol(",");
      texts[i] = in.expect(Token.Kind.STRING).text();
    }
    in.expectSymbol(")");
    return new MetricExpr.LabelReplace(
        operand, texts[0], texts[1], texts[2], texts[3], in.from(start));
  }

  private MetricExpr rangeAggregation(RangeOp op, int start) {
    in.expectSymbol("(");
    Double parameter = null;
    if (in.isNext(Token.Kind.NUMBER)) {
      parameter = NumberText.parse(in.next().text());
      in.expectSymbol(",");
    } else if (!in.peek().isSymbol("{") && !in.peek().isSymbol("(")) {
      throw in.unexpected("NUMBER", "{", "(");
    }
    LogRange range = logRange();
    in.expectSymbol(")");
    Grouping grouping = grouping();
    return new MetricExpr.RangeAggregation(op, parameter, range, grouping, in.from(start));
  }

  private LogRange logRange() {
    int start = in.peek().at().start();
    if (in.peek().isSymbol("(")) {
      in.part();
      in.next();
      return parenthesized(start);
    }
    List<LabelMatcher> matchers = pipelines.selector();
    if (in.isNext(Token.Kind.RANGE)) {
      long range = in.next().number();
      long offset = offset();
      List<Stage> stages = pipelines.stages();
      Unwrap unwrap = unwrap();
      LogExpr selector = new LogExpr(matchers, stages, in.from(start));
      return new LogRange(selector, unwrap, range, offset, in.from(start));
    }
    List<Stage> stages = pipelines.stages();
    Unwrap unwrap = unwrap();
    return ranged(new LogExpr(matchers, stages, in.from(start)), unwrap, start);
  }

  /// The rest of a log range after an opening parenthesis: a whole one, or one whose window stands
  /// behind the closing parenthesis.
  private LogRange parenthesized(int start) {
    if (in.peek().isSymbol("(")) {
      LogRange inner = logRange();
      in.expectSymbol(")");
      return inner;
    }
    List<LabelMatcher> matchers = pipelines.selector();
    LogRange inner = null;
    List<Stage> stages = List.of();
    Unwrap unwrap = null;
    if (in.isNext(Token.Kind.RANGE)) {
      long range = in.next().number();
      long offset = offset();
      stages = pipelines.stages();
      unwrap = unwrap();
      LogExpr selector = new LogExpr(matchers, stages, in.from(start));
      inner = new LogRange(selector, unwrap, range, offset, in.from(start));
    } else {
      stages = pipelines.stages();
      unwrap = unwrap();
      if (in.isNext(Token.Kind.RANGE)) {
        inner = ranged(new LogExpr(matchers, stages, in.from(start)), unwrap, start);
      }
    }
    in.expectSymbol(")");
    return inner != null
        ? inner
        : ranged(new LogExpr(matchers, stages, in.from(start)), unwrap, start);
  }

  private LogRange ranged(LogExpr selector, @Nullable Unwrap unwrap, int start) {
    if (!in.isNext(Token.Kind.RANGE)) {
      throw unwrap != null ? in.unexpected("RANGE", "|") : in.unexpected();
    }
    long range = in.next().number();
    return new LogRange(selector, unwrap, range, offset(), in.from(start));
  }

  private @Nullable Unwrap unwrap() {
    return in.peek().isSymbol("|") ? pipelines.unwrap() : null;
  }

  private long offset() {
    return in.acceptKeyword("offset") ? in.expect(Token.Kind.DURATION).number() : 0;
  }

  private @Nullable Grouping grouping() {
    boolean without = in.acceptKeyword("without");
    return without || in.acceptKeyword("by") ? new Grouping(without, labelList()) : null;
  }

  private MetricExpr vectorAggregation(VectorOp op, int start) {
    Grouping grouping = grouping();
    in.expectSymbol("(");
    String parameter = null;
    if (in.isNext(Token.Kind.NUMBER) && in.peekSecond().isSymbol(",")) {
      parameter = in.next().text();
      in.next();
    }
    MetricExpr operand = metricOperand();
    in.expectSymbol(")");
    if (grouping == null) {
      grouping = grouping();
    }
    int count = count(op, parameter);
    return new MetricExpr.VectorAggregation(op, count, operand, grouping, in.from(start));
  }

  private static int count(VectorOp op, @Nullable String parameter) {
    if (!op.takesCount()) {
      if (parameter != null) {
        throw TokenReader.problem(
            "unsupported parameter for operation " + op.text + "(" + parameter + ",");
      }
      return 0;
    }
    if (parameter == null) {
      throw TokenReader.problem("parameter required for operation " + op.text);
    }
    int count;
    try {
      count = Integer.parseInt(parameter);
    } catch (NumberFormatException e) {
      throw TokenReader.problem(
          "invalid parameter " + op.text + "(" + parameter + ",; a whole number is needed");
    }
    if (count <= 0) {
      throw TokenReader.problem(
          "invalid parameter (must be greater than 0) " + op.text + "(" + parameter);
    }
    return count;
  }
}
