package io.trivet.logs.logql.parser;

import io.trivet.core.label.LabelMatcher;
import io.trivet.logs.logql.ast.Comparison;
import io.trivet.logs.logql.ast.LabelFilter;
import org.jspecify.annotations.Nullable;

/// Parses label filters. `and` binds tighter than `or`; a comma, or nothing at all, between two
/// conditions means "and" and takes everything to its right as its right side, as in Loki.
final class LabelFilterParser {
  private final TokenReader in;

  LabelFilterParser(TokenReader in) {
    this.in = in;
  }

  LabelFilter filter() {
    LabelFilter left = conjunction();
    while (in.acceptKeyword("or")) {
      left = new LabelFilter.Or(left, conjunction());
    }
    return left;
  }

  private LabelFilter conjunction() {
    LabelFilter left = operand();
    while (in.acceptKeyword("and")) {
      left = new LabelFilter.And(left, operand());
    }
    return left;
  }

  private LabelFilter operand() {
    LabelFilter condition = condition();
    if (in.acceptSymbol(",") || in.isNext(Token.Kind.IDENTIFIER) || in.peek().isSymbol("(")) {
      return new LabelFilter.And(condition, filter());
    }
    return condition;
  }

  private LabelFilter condition() {
    in.part();
    if (in.acceptSymbol("(")) {
      LabelFilter inner = filter();
      in.expectSymbol(")");
      return inner;
    }
    if (!in.isNext(Token.Kind.IDENTIFIER)) {
      throw in.unexpected("IDENTIFIER", "(");
    }
    String label = in.next().text();
    Token operator = in.peek();
    Comparison comparison = comparison(operator);
    LabelMatcher.Op matchOp = PipelineParser.matchOp(operator);
    if (comparison == null && matchOp == null) {
      throw in.unexpected();
    }
    in.next();
    Token value = in.peek();
    switch (value.kind()) {
      case STRING -> {
        if (matchOp != null) {
          in.next();
          return new LabelFilter.Text(PipelineParser.matcher(label, matchOp, value.text()));
        }
      }
      case FUNCTION -> {
        boolean equality = matchOp != null && !matchOp.isRegex();
        if (equality && value.text().equals("ip")) {
          return ip(label, matchOp == LabelMatcher.Op.NOT_EQUAL);
        }
      }
      case DURATION -> {
        if (comparison != null) {
          in.next();
          return new LabelFilter.Duration(label, comparison, value.number());
        }
      }
      case BYTES -> {
        if (comparison != null) {
          in.next();
          return new LabelFilter.Bytes(label, comparison, value.number());
        }
      }
      case NUMBER, SYMBOL -> {
        boolean sign = value.isSymbol("+") || value.isSymbol("-");
        if (comparison != null && (sign || value.kind() == Token.Kind.NUMBER)) {
          return new LabelFilter.Number(label, comparison, NumberText.number(in));
        }
      }
      case END, IDENTIFIER, RANGE, FLAG, KEYWORD, ERROR -> {
        // No value at all: falls through to the error.
      }
    }
    throw matchOp != null && comparison == null ? in.unexpected("STRING") : in.unexpected();
  }

  private LabelFilter ip(String label, boolean negated) {
    in.next();
    in.expectSymbol("(");
    String pattern = in.expect(Token.Kind.STRING).text();
    in.expectSymbol(")");
    return new LabelFilter.Ip(label, negated, pattern);
  }

  private static @Nullable Comparison comparison(Token token) {
    if (token.kind() == Token.Kind.SYMBOL) {
      for (Comparison comparison : Comparison.values()) {
        if (comparison.text.equals(token.text())) {
          return comparison;
        }
      }
      if (token.text().equals("=")) {
        return Comparison.EQUAL;
      }
    }
    return null;
  }
}
