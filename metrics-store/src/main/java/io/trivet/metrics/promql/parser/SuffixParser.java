package io.trivet.metrics.promql.parser;

import io.trivet.core.text.TextRange;
import io.trivet.metrics.promql.ast.AtModifier;
import io.trivet.metrics.promql.ast.DurationExpr;
import io.trivet.metrics.promql.ast.Expr;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// Reads what may follow an operand: ranges, subqueries, `offset`, `@`, `anchored`, `smoothed`.
final class SuffixParser {
  private final TokenStream tokens;

  SuffixParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /// The operand with one suffix more, or null if none follows.
  @Nullable Expr suffix(Expr operand) {
    Token token = tokens.peek();
    if (token.is("[")) {
      return range(operand, token);
    }
    if (token.is("@")) {
      tokens.next();
      return pinned(operand, atModifier(operand));
    }
    if (token.isKeyword("offset")) {
      tokens.next();
      return shifted(operand, new DurationParser(tokens).offset("offset"));
    }
    if (token.isKeyword("anchored") || token.isKeyword("smoothed")) {
      tokens.next();
      return extended(operand, token.lowerCase());
    }
    return null;
  }

  private Expr range(Expr operand, Token bracket) {
    tokens.next();
    DurationParser durations = new DurationParser(tokens);
    DurationExpr range = positive(durations.expression("subquery or range selector"));
    if (tokens.accept(":")) {
      DurationExpr step =
          tokens.peek().is("]") ? null : positive(durations.expression("subquery selector"));
      tokens.expect("]", "subquery selector", "\"]\"");
      return new Expr.Subquery(operand, range, step, null, null, cover(operand));
    }
    tokens.expect("]", "subquery or range", "\":\" or \"]\"");
    if (!(operand instanceof Expr.VectorSelector selector)) {
      throw tokens.error(bracket.at(), "ranges only allowed for vector selectors");
    }
    if (selector.offset() != null) {
      throw tokens.error(bracket.at(), "no offset modifiers allowed before range");
    }
    if (selector.atTime() != null) {
      throw tokens.error(bracket.at(), "no @ modifiers allowed before range");
    }
    return new Expr.MatrixSelector(
        selector, range, selector.anchored(), selector.smoothed(), cover(operand));
  }

  private DurationExpr positive(DurationExpr duration) {
    if (duration instanceof DurationExpr.Literal literal && literal.seconds() <= 0) {
      throw tokens.error(literal.at(), "duration must be greater than 0");
    }
    return duration;
  }

  private AtModifier atModifier(Expr operand) {
    Token token = tokens.peek();
    double sign = token.is("-") ? -1 : 1;
    if (token.is("-") || token.is("+")) {
      tokens.next();
      token = tokens.peek();
    } else if (token.isKeyword("start") || token.isKeyword("end")) {
      tokens.next();
      tokens.expect("(", "@", "timestamp");
      tokens.expect(")", "@", "timestamp");
      return token.isKeyword("start") ? new AtModifier.QueryStart() : new AtModifier.QueryEnd();
    }
    double seconds =
        switch (token.kind()) {
          case NUMBER -> NumberText.parse(tokens, token);
          case DURATION -> DurationParser.durationSeconds(tokens, token);
          case END, IDENTIFIER, METRIC_IDENTIFIER, KEYWORD, STRING, SYMBOL ->
              throw tokens.unexpected(token, "@", "timestamp");
        };
    tokens.next();
    seconds *= sign;
    double millis = seconds * 1000;
    if (Double.isNaN(millis) || millis >= 0x1p63 || millis <= -0x1p63) {
      throw tokens.error(operand.at(), "timestamp out of bounds for @ modifier: " + plain(seconds));
    }
    return new AtModifier.Timestamp(Math.round(millis));
  }

  private static String plain(double number) {
    return Double.isNaN(number) || Double.isInfinite(number)
        ? Double.isNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf"
        : new BigDecimal(number).setScale(6, RoundingMode.HALF_EVEN).toPlainString();
  }

  private Expr pinned(Expr operand, AtModifier at) {
    return switch (operand) {
      case Expr.VectorSelector selector -> pin(selector, selector.atTime(), at);
      case Expr.MatrixSelector(var selector, var range, var anchored, var smoothed, var _) ->
          new Expr.MatrixSelector(
              pin(selector, selector.atTime(), at), range, anchored, smoothed, cover(operand));
      case Expr.Subquery(var expr, var range, var step, var offset, var old, var _) -> {
        refuseSecond(old, operand);
        yield new Expr.Subquery(expr, range, step, offset, at, cover(operand));
      }
      case Expr.NumberLiteral _,
          Expr.StringLiteral _,
          Expr.Call _,
          Expr.Aggregation _,
          Expr.Binary _,
          Expr.Unary _,
          Expr.Paren _ ->
          throw tokens.error(operand.at(), misplaced("@ modifier"));
    };
  }

  private Expr.VectorSelector pin(
      Expr.VectorSelector selector, @Nullable AtModifier old, AtModifier at) {
    refuseSecond(old, selector);
    return new Expr.VectorSelector(
        selector.name(),
        selector.matchers(),
        selector.offset(),
        at,
        selector.anchored(),
        selector.smoothed(),
        cover(selector));
  }

  private void refuseSecond(@Nullable AtModifier old, Expr operand) {
    if (old != null) {
      throw tokens.error(operand.at(), "@ <timestamp> may not be set multiple times");
    }
  }

  private Expr shifted(Expr operand, DurationExpr offset) {
    return switch (operand) {
      case Expr.VectorSelector selector -> shift(selector, offset);
      case Expr.MatrixSelector(var selector, var range, var anchored, var smoothed, var _) ->
          new Expr.MatrixSelector(
              shift(selector, offset), range, anchored, smoothed, cover(operand));
      case Expr.Subquery(var expr, var range, var step, var old, var at, var _) -> {
        refuseSecondOffset(old, operand);
        yield new Expr.Subquery(expr, range, step, offset, at, cover(operand));
      }
      case Expr.NumberLiteral _,
          Expr.StringLiteral _,
          Expr.Call _,
          Expr.Aggregation _,
          Expr.Binary _,
          Expr.Unary _,
          Expr.Paren _ ->
          throw tokens.error(operand.at(), misplaced("offset modifier"));
    };
  }

  private Expr.VectorSelector shift(Expr.VectorSelector selector, DurationExpr offset) {
    refuseSecondOffset(selector.offset(), selector);
    return new Expr.VectorSelector(
        selector.name(),
        selector.matchers(),
        offset,
        selector.atTime(),
        selector.anchored(),
        selector.smoothed(),
        cover(selector));
  }

  private void refuseSecondOffset(@Nullable DurationExpr old, Expr operand) {
    if (old != null) {
      throw tokens.error(operand.at(), "offset may not be set multiple times");
    }
  }

  /// The word does not count to the place of the selector, in Prometheus neither.
  private Expr extended(Expr operand, String word) {
    boolean anchored = word.equals("anchored");
    return switch (operand) {
      case Expr.VectorSelector s -> {
        boolean both = anchored ? s.smoothed() : s.anchored();
        refuseBoth(both, operand);
        yield new Expr.VectorSelector(
            s.name(), s.matchers(), s.offset(), s.atTime(), anchored, !anchored, s.at());
      }
      case Expr.MatrixSelector m -> {
        boolean both = anchored ? m.smoothed() : m.anchored();
        refuseBoth(both, operand);
        yield new Expr.MatrixSelector(m.selector(), m.range(), anchored, !anchored, m.at());
      }
      case Expr.Subquery _ ->
          throw tokens.error(operand.at(), word + " modifier is not supported for subqueries");
      case Expr.NumberLiteral _,
          Expr.StringLiteral _,
          Expr.Call _,
          Expr.Aggregation _,
          Expr.Binary _,
          Expr.Unary _,
          Expr.Paren _ ->
          throw tokens.error(
              operand.at(),
              word
                  + " modifier must be preceded by an instant vector selector or range vector"
                  + " selector");
    };
  }

  private void refuseBoth(boolean both, Expr operand) {
    if (both) {
      throw tokens.error(operand.at(), "anchored and smoothed modifiers cannot be used together");
    }
  }

  private TextRange cover(Expr operand) {
    return new TextRange(operand.at().start(), tokens.lastEnd());
  }

  private static String misplaced(String what) {
    return what
        + " must be preceded by an instant vector selector or range vector selector or a subquery";
  }
}
