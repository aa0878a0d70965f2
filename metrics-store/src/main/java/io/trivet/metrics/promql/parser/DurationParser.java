package io.trivet.metrics.promql.parser;

import io.trivet.core.text.TextRange;
import io.trivet.core.time.DurationText;
import io.trivet.metrics.promql.ast.BinaryOp;
import io.trivet.metrics.promql.ast.DurationExpr;
import org.jspecify.annotations.Nullable;

/// Reads durations and arithmetic over them, in brackets and after `offset`.
final class DurationParser {
  static final String EXPECTED = "number, duration, step(), or range()";

  private static final int MAX_DEPTH = 50;
  private static final double MAX_SECONDS = Long.MAX_VALUE / 1e9;

  private final TokenStream tokens;
  private int depth;

  DurationParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /// A whole duration expression.
  DurationExpr expression(String context) {
    return binary(0, context);
  }

  /// What follows `offset`: a number or a call with at most one sign, or in parentheses after a
  /// sign, ends it; in parentheses or after two signs it goes on as a whole expression.
  DurationExpr offset(String context) {
    Token first = tokens.peek();
    if (first.is("(")) {
      return expression(context);
    }
    if (!isSign(first)) {
      return primary(context);
    }
    tokens.next();
    if (isSign(tokens.peek())) {
      return continued(apply(first, binary(BinaryOp.POWER.power, context)), 0, context);
    }
    return apply(first, primary(context));
  }

  private DurationExpr binary(int minimumPower, String context) {
    if (++depth > MAX_DEPTH) {
      throw tokens.error(tokens.peek().at(), "duration expression is nested too deeply");
    }
    DurationExpr whole = continued(signed(context), minimumPower, context);
    depth--;
    return whole;
  }

  private DurationExpr continued(DurationExpr first, int minimumPower, String context) {
    DurationExpr left = first;
    int chain = 0;
    for (BinaryOp op = operator(); op != null && op.power >= minimumPower; op = operator()) {
      if (++chain > MAX_DEPTH) {
        throw tokens.error(tokens.peek().at(), "duration expression is too long");
      }
      TextRange opAt = tokens.next().at();
      DurationExpr right = binary(op.isRightAssociative() ? op.power : op.power + 1, context);
      if (right instanceof DurationExpr.Literal literal && literal.seconds() == 0) {
        if (op == BinaryOp.DIVIDE) {
          throw tokens.error(opAt, "division by zero");
        }
        if (op == BinaryOp.MODULO) {
          throw tokens.error(opAt, "modulo by zero");
        }
      }
      left = new DurationExpr.Arithmetic(op, left, right, false, left.at().cover(right.at()));
    }
    return left;
  }

  private static boolean isSign(Token token) {
    return token.is("-") || token.is("+");
  }

  private DurationExpr signed(String context) {
    Token token = tokens.peek();
    if (isSign(token)) {
      tokens.next();
      return apply(token, binary(BinaryOp.POWER.power, context));
    }
    return primary(context);
  }

  private static DurationExpr apply(Token sign, DurationExpr operand) {
    if (sign.is("+")) {
      return operand;
    }
    TextRange at = sign.at().cover(operand.at());
    return operand instanceof DurationExpr.Literal literal
        ? new DurationExpr.Literal(-literal.seconds(), literal.isDuration(), at)
        : new DurationExpr.Negation(operand, false, at);
  }

  private @Nullable BinaryOp operator() {
    Token token = tokens.peek();
    if (token.kind() != Token.Kind.SYMBOL) {
      return null;
    }
    return switch (token.text()) {
      case "+" -> BinaryOp.ADD;
      case "-" -> BinaryOp.SUBTRACT;
      case "*" -> BinaryOp.MULTIPLY;
      case "/" -> BinaryOp.DIVIDE;
      case "%" -> BinaryOp.MODULO;
      case "^" -> BinaryOp.POWER;
      default -> null;
    };
  }

  private DurationExpr primary(String context) {
    Token token = tokens.peek();
    switch (token.kind()) {
      case NUMBER, DURATION -> {
        tokens.next();
        return literal(token);
      }
      case KEYWORD -> {
        if (token.isKeyword("step") || token.isKeyword("range")) {
          tokens.next();
          tokens.expect("(", context, EXPECTED);
          tokens.expect(")", context, EXPECTED);
          return new DurationExpr.QueryWindow(
              token.isKeyword("step") ? DurationExpr.Part.STEP : DurationExpr.Part.RANGE,
              false,
              cover(token));
        }
        if (token.isKeyword("min_of") || token.isKeyword("max_of")) {
          tokens.next();
          tokens.expect("(", context, EXPECTED);
          DurationExpr left = binary(0, context);
          tokens.expect(",", context, "\",\"");
          DurationExpr right = binary(0, context);
          tokens.expect(")", context, "\")\"");
          return new DurationExpr.Extreme(
              token.isKeyword("max_of"), left, right, false, left.at().cover(right.at()));
        }
      }
      case SYMBOL -> {
        if (token.is("(")) {
          tokens.next();
          DurationExpr inner = binary(0, context);
          tokens.expect(")", context, "\")\"");
          return wrap(inner);
        }
      }
      case END, IDENTIFIER, METRIC_IDENTIFIER, STRING -> {}
    }
    throw tokens.unexpected(token, context, EXPECTED);
  }

  private TextRange cover(Token first) {
    return new TextRange(first.at().start(), tokens.lastEnd());
  }

  private static DurationExpr wrap(DurationExpr inner) {
    return switch (inner) {
      case DurationExpr.Literal literal -> literal;
      case DurationExpr.Arithmetic(var op, var left, var right, var _, var at) ->
          new DurationExpr.Arithmetic(op, left, right, true, at);
      case DurationExpr.Negation(var operand, var _, var at) ->
          new DurationExpr.Negation(operand, true, at);
      case DurationExpr.QueryWindow(var part, var _, var at) ->
          new DurationExpr.QueryWindow(part, true, at);
      case DurationExpr.Extreme(var largest, var left, var right, var _, var at) ->
          new DurationExpr.Extreme(largest, left, right, true, at);
    };
  }

  private DurationExpr.Literal literal(Token token) {
    if (token.kind() == Token.Kind.DURATION) {
      return new DurationExpr.Literal(durationSeconds(tokens, token), true, token.at());
    }
    double seconds = NumberText.parse(tokens, token);
    if (Double.isNaN(seconds) || Math.abs(seconds) > MAX_SECONDS) {
      throw tokens.error(token.at(), "duration out of range");
    }
    return new DurationExpr.Literal(seconds, false, token.at());
  }

  /// Seconds of a duration token.
  static double durationSeconds(TokenStream tokens, Token token) {
    Long millis = DurationText.parsePrometheus(token.text());
    if (millis == null) {
      throw tokens.error(token.at(), "not a valid duration string: \"" + token.text() + "\"");
    }
    return millis / 1000.0;
  }
}
