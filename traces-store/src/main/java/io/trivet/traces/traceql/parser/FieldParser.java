package io.trivet.traces.traceql.parser;

import io.trivet.core.text.TextRange;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Intrinsic;
import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.SpanKind;
import io.trivet.traces.traceql.ast.SpanStatus;
import io.trivet.traces.traceql.ast.SpansetExpr;
import io.trivet.traces.traceql.ast.Value;
import org.jspecify.annotations.Nullable;

/// Parses expressions over one span: what stands in braces, in `by`, in aggregates.
final class FieldParser {
  /// `-x` binds like `+`, `!x` a little tighter; both take the tighter operators after them in.
  private static final int NEGATION_POWER = Operator.SUBTRACT.power() + 1;

  private static final int NOT_POWER = 5;
  private static final int LOWEST = 1;

  private final Tokens tokens;
  private int height;

  FieldParser(Tokens tokens) {
    this.tokens = tokens;
  }

  FieldExpr expression() {
    return expression(LOWEST);
  }

  /// `{ condition }`; `{}` is `{ true }`.
  SpansetExpr.Filter filter() {
    TextRange start = tokens.expectMark('{', "to open a span filter");
    FieldExpr condition =
        tokens.isMark('}')
            ? new FieldExpr.Literal(Value.TRUE, new TextRange(start.end(), start.end()))
            : expression(LOWEST);
    TextRange end = tokens.expectMark('}', "or an operator in the span filter");
    return new SpansetExpr.Filter(condition, start.cover(end));
  }

  private FieldExpr expression(int minimum) {
    tokens.enter();
    FieldExpr left = prefix();
    int leftHeight = height;
    for (Operator operator = tokens.peekOperator();
        operator != null && operator.power() >= minimum;
        operator = tokens.peekOperator()) {
      if (operator.kind() == Operator.Kind.STRUCTURAL) {
        throw tokens.error(
            tokens.peek().at(),
            "\"" + operator.text() + "\" combines spansets, not attributes; use it between braces");
      }
      tokens.take();
      FieldExpr right =
          expression(operator == Operator.POWER ? operator.power() : operator.power() + 1);
      left = new FieldExpr.Binary(operator, left, right, left.at().cover(right.at()));
      leftHeight = Math.max(leftHeight, height) + 1;
      if (leftHeight > Tokens.MAX_HEIGHT) {
        throw tokens.tooHigh();
      }
    }
    height = leftHeight;
    tokens.leave();
    return left;
  }

  private FieldExpr prefix() {
    Token token = tokens.peek();
    if (token instanceof Token.Sign(Operator operator, TextRange at)
        && operator == Operator.SUBTRACT) {
      tokens.take();
      FieldExpr literal = negativeLiteral(at);
      if (literal != null) {
        return literal;
      }
      FieldExpr operand = expression(NEGATION_POWER);
      height++;
      return new FieldExpr.Negation(operand, at.cover(operand.at()));
    }
    if (token instanceof Token.Mark(char mark, TextRange at) && mark == '!') {
      tokens.take();
      FieldExpr operand = expression(NOT_POWER);
      height++;
      return new FieldExpr.Not(operand, at.cover(operand.at()));
    }
    if (tokens.acceptMark('(')) {
      FieldExpr inner = expression(LOWEST);
      tokens.expectMark(')', "after the expression");
      return inner;
    }
    height = 1;
    if (token instanceof Token.Constant(Value value, TextRange at)) {
      tokens.take();
      return new FieldExpr.Literal(value, at);
    }
    if (token instanceof Token.Word(String text, TextRange at)) {
      Value constant = constant(text);
      if (constant != null) {
        tokens.take();
        return new FieldExpr.Literal(constant, at);
      }
    }
    return field("an attribute, an intrinsic or a value");
  }

  /// A number or duration right after a minus.
  private @Nullable FieldExpr negativeLiteral(TextRange minus) {
    if (!(tokens.peek() instanceof Token.Constant(Value value, TextRange at))) {
      return null;
    }
    Value negative =
        switch (value) {
          case Value.Int number -> new Value.Int(-number.value());
          case Value.Real number -> new Value.Real(-number.value());
          case Value.Duration duration -> new Value.Duration(-duration.nanos());
          default -> null;
        };
    if (negative == null) {
      return null;
    }
    tokens.take();
    height = 1;
    return new FieldExpr.Literal(negative, minus.cover(at));
  }

  /// An attribute or intrinsic and nothing else.
  FieldExpr field(String expected) {
    Token token = tokens.peek();
    switch (token) {
      case Token.AttributeName name -> {
        tokens.take();
        return new FieldExpr.Attribute(name.scope(), name.parent(), name.name(), name.at());
      }
      case Token.ScopedName name -> {
        Intrinsic intrinsic = Intrinsic.of(name.text());
        if (intrinsic == null) {
          throw tokens.error(name.at(), "no intrinsic is called " + name.text());
        }
        tokens.take();
        return new FieldExpr.Property(intrinsic, name.at());
      }
      case Token.Word word -> {
        Intrinsic intrinsic = Intrinsic.of(word.text());
        if (intrinsic != null) {
          tokens.take();
          return new FieldExpr.Property(intrinsic, word.at());
        }
        throw unknown(word);
      }
      case Token.Constant _, Token.Sign _, Token.Mark _, Token.End _ ->
          throw tokens.unexpected(expected);
    }
  }

  private RuntimeException unknown(Token.Word word) {
    String text = word.text();
    for (String scope : new String[] {"span:", "trace:"}) {
      if (Intrinsic.of(scope + text) != null) {
        return tokens.error(word.at(), text + " is written with its scope: " + scope + text);
      }
    }
    if (text.equalsIgnoreCase("and") || text.equalsIgnoreCase("or")) {
      return tokens.error(
          word.at(), "\"" + text + "\" is written " + (text.length() == 3 ? "&&" : "||"));
    }
    return tokens.error(
        word.at(),
        "unknown identifier "
            + text
            + ": an attribute needs its scope; write "
            + BareNames.scoped(text)
            + " (or a leading dot, ."
            + text
            + ", for any scope), a text needs quotes");
  }

  static @Nullable Value constant(String word) {
    return switch (word) {
      case "true" -> Value.TRUE;
      case "false" -> Value.FALSE;
      case "nil" -> Value.NIL;
      case "minInt" -> new Value.Int(Long.MIN_VALUE);
      case "maxInt" -> new Value.Int(Long.MAX_VALUE);
      default -> keyword(word);
    };
  }

  private static @Nullable Value keyword(String word) {
    for (SpanStatus status : SpanStatus.values()) {
      if (status.text().equals(word)) {
        return new Value.Status(status);
      }
    }
    for (SpanKind kind : SpanKind.values()) {
      if (kind.text().equals(word)) {
        return new Value.Kind(kind);
      }
    }
    return null;
  }
}
