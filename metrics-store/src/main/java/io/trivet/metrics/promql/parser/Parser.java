package io.trivet.metrics.promql.parser;

import io.trivet.core.text.TextRange;
import io.trivet.metrics.promql.ast.AggregationOp;
import io.trivet.metrics.promql.ast.BinaryOp;
import io.trivet.metrics.promql.ast.Expr;
import io.trivet.metrics.promql.ast.VectorMatching;
import io.trivet.metrics.promql.function.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Syntax: a Pratt parser over [TokenStream]. Types are left to [Checker].
final class Parser {
  /// Deeper trees are refused, so that no later walk over them can overflow its stack.
  static final int MAX_DEPTH = 250;

  private static final Set<String> NEVER_METRIC_NAMES =
      Set.of("bool", "on", "ignoring", "group_left", "group_right", "atan2");

  private final TokenStream tokens;
  private final SelectorParser selectors;
  private int nesting;

  /// Depth of the tree that was returned last.
  private int depth;

  Parser(TokenStream tokens) {
    this.tokens = tokens;
    this.selectors = new SelectorParser(tokens);
  }

  Expr query() {
    Token first = tokens.peek();
    if (first.kind() == Token.Kind.END) {
      throw tokens.nothing("no expression found in input");
    }
    Expr expr = expression(0);
    Token rest = tokens.peek();
    if (rest.kind() != Token.Kind.END) {
      throw tokens.unexpected(rest, "", "");
    }
    return expr;
  }

  Expr.VectorSelector selector() {
    Token first = tokens.peek();
    if (first.kind() == Token.Kind.END) {
      throw tokens.nothing("unexpected end of input");
    }
    if (!first.is("{") && !isMetricName(first)) {
      throw tokens.unexpected(first, "", "");
    }
    Expr.VectorSelector selector = selectors.selector();
    Token rest = tokens.peek();
    if (rest.kind() != Token.Kind.END) {
      throw tokens.unexpected(rest, "", "");
    }
    return selector;
  }

  private Expr expression(int minimumPower) {
    enter();
    Expr left = prefix();
    for (BinaryOp op = operator(); op != null && op.power >= minimumPower; op = operator()) {
      int leftDepth = depth;
      // The place of an operator is what stands between its operands.
      TextRange opAt = tokens.from(left.at().end()).cover(tokens.next().at());
      boolean bool = tokens.acceptKeyword("bool");
      VectorMatching matching = new MatchingParser(tokens, selectors).matching(op);
      Expr right = expression(op.isRightAssociative() ? op.power : op.power + 1);
      grow(Math.max(leftDepth, depth), opAt);
      left = new Expr.Binary(op, left, right, matching, bool, opAt, left.at().cover(right.at()));
    }
    nesting--;
    return left;
  }

  private @Nullable BinaryOp operator() {
    Token token = tokens.peek();
    if (token.kind() == Token.Kind.SYMBOL || token.kind() == Token.Kind.KEYWORD) {
      String text = token.lowerCase();
      for (BinaryOp op : BinaryOp.values()) {
        if (op.text.equals(text)) {
          return op;
        }
      }
    }
    return null;
  }

  private Expr prefix() {
    Token token = tokens.peek();
    if (token.is("-") || token.is("+")) {
      tokens.next();
      boolean negative = token.is("-");
      Expr operand = expression(BinaryOp.SIGN_POWER + 1);
      TextRange at = token.at().cover(operand.at());
      if (operand instanceof Expr.NumberLiteral(double value, boolean isDuration, var _)) {
        return new Expr.NumberLiteral(negative ? -value : value, isDuration, at);
      }
      grow(depth, token.at());
      return new Expr.Unary(negative, operand, at);
    }
    Expr expr = primary(token);
    SuffixParser suffixes = new SuffixParser(tokens);
    for (Expr next = suffixes.suffix(expr); next != null; next = suffixes.suffix(expr)) {
      grow(depth, token.at());
      expr = next;
    }
    return expr;
  }

  private Expr primary(Token token) {
    depth = 1;
    switch (token.kind()) {
      case NUMBER -> {
        tokens.next();
        return new Expr.NumberLiteral(NumberText.parse(tokens, token), false, token.at());
      }
      case DURATION -> {
        tokens.next();
        return new Expr.NumberLiteral(
            DurationParser.durationSeconds(tokens, token), true, token.at());
      }
      case STRING -> {
        tokens.next();
        return new Expr.StringLiteral(selectors.text(token), token.at());
      }
      case SYMBOL -> {
        if (token.is("(")) {
          tokens.next();
          Expr inner = expression(0);
          Token close = tokens.expect(")", "", "");
          grow(depth, token.at());
          return new Expr.Paren(inner, token.at().cover(close.at()));
        }
        if (token.is("{")) {
          return selectors.selector();
        }
      }
      case KEYWORD, IDENTIFIER, METRIC_IDENTIFIER -> {
        if (isMetricName(token)) {
          return named(token);
        }
      }
      case END -> {}
    }
    throw tokens.unexpected(token, "", "");
  }

  private static boolean isMetricName(Token token) {
    return switch (token.kind()) {
      case IDENTIFIER, METRIC_IDENTIFIER -> true;
      case KEYWORD -> !NEVER_METRIC_NAMES.contains(token.lowerCase());
      case END, NUMBER, DURATION, STRING, SYMBOL -> false;
    };
  }

  /// An aggregation, a call, or a selector: all begin with a name.
  private Expr named(Token name) {
    tokens.next();
    Token after = tokens.peek();
    if (name.kind() == Token.Kind.KEYWORD) {
      AggregationOp op = AggregationOp.of(name.lowerCase());
      if (op != null && (after.is("(") || isGrouping(after))) {
        return aggregation(name, op);
      }
    }
    return after.is("(") && name.kind() != Token.Kind.METRIC_IDENTIFIER && !isBareKeyword(name)
        ? call(name)
        : selectors.named(name);
  }

  /// Keywords which cannot name a function, so that a parenthesis after them is out of place.
  private static boolean isBareKeyword(Token name) {
    return name.kind() == Token.Kind.KEYWORD
        && switch (name.lowerCase()) {
          case "start", "end", "step", "range", "min_of", "max_of" -> false;
          default -> true;
        };
  }

  private static boolean isGrouping(Token token) {
    return token.isKeyword("by") || token.isKeyword("without");
  }

  private Expr call(Token name) {
    String function = name.kind() == Token.Kind.KEYWORD ? name.lowerCase() : name.text();
    List<Expr> args = arguments();
    Signature signature = Signature.of(function);
    if (signature == null) {
      throw tokens.error(name.at(), "unknown function with name \"" + function + "\"");
    }
    return new Expr.Call(
        function, args, signature.returns(), new TextRange(name.at().start(), tokens.lastEnd()));
  }

  private List<Expr> arguments() {
    Token open = tokens.expect("(", "", "");
    List<Expr> args = new ArrayList<>();
    int deepest = 0;
    if (!tokens.accept(")")) {
      while (true) {
        args.add(expression(0));
        deepest = Math.max(deepest, depth);
        Token separator = tokens.peek();
        if (tokens.accept(")")) {
          break;
        }
        if (!separator.is(",")) {
          throw tokens.unexpected(separator, "", "");
        }
        tokens.next();
        if (!beginsExpression(tokens.peek())) {
          throw tokens.error(separator.at(), "trailing commas not allowed in function call args");
        }
      }
    }
    grow(deepest, open.at());
    return args;
  }

  private static boolean beginsExpression(Token token) {
    return switch (token.kind()) {
      case NUMBER, DURATION, STRING -> true;
      case SYMBOL -> token.is("(") || token.is("{") || token.is("-") || token.is("+");
      case KEYWORD, IDENTIFIER, METRIC_IDENTIFIER -> isMetricName(token);
      case END -> false;
    };
  }

  private Expr aggregation(Token name, AggregationOp op) {
    List<String> grouping = List.of();
    boolean without = false;
    boolean grouped = isGrouping(tokens.peek());
    if (grouped) {
      without = tokens.next().isKeyword("without");
      grouping = selectors.groupingLabels();
      if (!tokens.peek().is("(")) {
        throw tokens.unexpected(tokens.peek(), "aggregation", "");
      }
    }
    List<Expr> args = arguments();
    int end = tokens.lastEnd();
    if (!grouped && isGrouping(tokens.peek())) {
      without = tokens.next().isKeyword("without");
      int argsDepth = depth;
      grouping = selectors.groupingLabels();
      depth = argsDepth;
      end = tokens.lastEnd();
    }
    TextRange at = new TextRange(name.at().start(), end);
    if (args.isEmpty()) {
      throw tokens.error(at, "no arguments for aggregate expression provided");
    }
    int wanted = op.hasParameter ? 2 : 1;
    if (args.size() != wanted) {
      throw tokens.error(
          at,
          "wrong number of arguments for aggregate expression provided, expected "
              + wanted
              + ", got "
              + args.size());
    }
    return new Expr.Aggregation(
        op, args.getLast(), op.hasParameter ? args.getFirst() : null, grouping, without, at);
  }

  private void enter() {
    if (++nesting > MAX_DEPTH) {
      throw tokens.error(
          tokens.peek().at(), "query is nested more than " + MAX_DEPTH + " levels deep");
    }
  }

  private void grow(int childDepth, TextRange at) {
    depth = childDepth + 1;
    if (depth > MAX_DEPTH) {
      throw tokens.error(at, "query is nested more than " + MAX_DEPTH + " levels deep");
    }
  }
}
