package io.trivet.metrics.promql.parser;

import io.trivet.core.label.LabelMatcher;
import io.trivet.metrics.promql.ast.AtModifier;
import io.trivet.metrics.promql.ast.DurationExpr;
import io.trivet.metrics.promql.ast.Expr;
import io.trivet.metrics.promql.ast.VectorMatching;
import io.trivet.metrics.promql.column.FloatText;
import io.trivet.metrics.promql.function.Signature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A syntax tree as maps, lists, texts, numbers and truth values, in the shape which Prometheus
/// gives to the answer of `parse_query`.
public final class SyntaxTree {
  private SyntaxTree() {}

  public static Map<String, @Nullable Object> of(Expr expr) {
    return switch (expr) {
      case Expr.NumberLiteral(double value, boolean _, var _) ->
          node("numberLiteral", "val", FloatText.plain(value));
      case Expr.StringLiteral(String value, var _) -> node("stringLiteral", "val", value);
      case Expr.VectorSelector s -> selector("vectorSelector", s, s.anchored(), s.smoothed());
      case Expr.MatrixSelector(var s, var range, boolean anchored, boolean smoothed, var _) -> {
        Map<String, @Nullable Object> node = selector("matrixSelector", s, anchored, smoothed);
        putDuration(node, "range", range);
        yield node;
      }
      case Expr.Subquery(var inner, var range, var step, var offset, var at, var _) -> {
        Map<String, @Nullable Object> node = node("subquery", "expr", of(inner));
        putDuration(node, "range", range);
        putDuration(node, "step", step);
        putDuration(node, "offset", offset);
        putAt(node, at);
        yield node;
      }
      case Expr.Call call -> {
        Map<String, @Nullable Object> node = node("call", "func", signature(call.function()));
        node.put("args", call.args().stream().map(SyntaxTree::of).toList());
        yield node;
      }
      case Expr.Aggregation(var op, var inner, var parameter, var grouping, var without, var _) -> {
        Map<String, @Nullable Object> node = node("aggregation", "op", op.text);
        node.put("expr", of(inner));
        node.put("param", parameter == null ? null : of(parameter));
        node.put("grouping", grouping);
        node.put("without", without);
        yield node;
      }
      case Expr.Binary(var op, var left, var right, var matching, var bool, var _, var _) -> {
        Map<String, @Nullable Object> node = node("binaryExpr", "op", op.text);
        node.put("lhs", of(left));
        node.put("rhs", of(right));
        node.put("matching", matching(matching));
        node.put("bool", bool);
        yield node;
      }
      case Expr.Unary(boolean negative, var operand, var _) -> {
        Map<String, @Nullable Object> node = node("unaryExpr", "op", negative ? "-" : "+");
        node.put("expr", of(operand));
        yield node;
      }
      case Expr.Paren(var inner, var _) -> node("parenExpr", "expr", of(inner));
    };
  }

  private static Map<String, @Nullable Object> node(String type, String key, Object value) {
    Map<String, @Nullable Object> node = new LinkedHashMap<>();
    node.put("type", type);
    node.put(key, value);
    return node;
  }

  private static Map<String, @Nullable Object> selector(
      String type, Expr.VectorSelector selector, boolean anchored, boolean smoothed) {
    Map<String, @Nullable Object> node = node(type, "name", selector.name());
    List<Map<String, String>> matchers = new ArrayList<>();
    for (LabelMatcher matcher : selector.matchers()) {
      Map<String, String> condition = new LinkedHashMap<>();
      condition.put("name", matcher.name());
      condition.put("value", matcher.value());
      condition.put("type", matcher.op().text);
      matchers.add(condition);
    }
    node.put("matchers", matchers);
    putDuration(node, "offset", selector.offset());
    putAt(node, selector.atTime());
    node.put("anchored", anchored);
    node.put("smoothed", smoothed);
    return node;
  }

  private static void putAt(Map<String, @Nullable Object> node, @Nullable AtModifier at) {
    node.put("timestamp", at instanceof AtModifier.Timestamp(long ms) ? ms : null);
    node.put(
        "startOrEnd",
        at instanceof AtModifier.QueryStart
            ? "start"
            : at instanceof AtModifier.QueryEnd ? "end" : null);
  }

  /// A literal stands in `key` as milliseconds, an expression in `keyExpr`.
  private static void putDuration(
      Map<String, @Nullable Object> node, String key, @Nullable DurationExpr duration) {
    boolean literal = duration == null || duration instanceof DurationExpr.Literal;
    node.put(key, duration == null ? 0L : duration.literalMs());
    node.put(key + "Expr", literal ? null : duration(Objects.requireNonNull(duration)));
  }

  private static Map<String, @Nullable Object> duration(DurationExpr expr) {
    return switch (expr) {
      case DurationExpr.Literal(double seconds, boolean isDuration, var _) -> {
        Map<String, @Nullable Object> node = node("numberLiteral", "val", FloatText.plain(seconds));
        node.put("duration", isDuration);
        yield node;
      }
      case DurationExpr.Arithmetic(var op, var left, var right, boolean wrapped, var _) ->
          operation(op.text, left, right, wrapped);
      case DurationExpr.Negation(var operand, boolean wrapped, var _) ->
          operation("-", null, operand, wrapped);
      case DurationExpr.QueryWindow(var part, boolean wrapped, var _) ->
          operation(part == DurationExpr.Part.STEP ? "step" : "range", null, null, wrapped);
      case DurationExpr.Extreme(boolean largest, var left, var right, boolean wrapped, var _) ->
          operation(largest ? "max_of" : "min_of", left, right, wrapped);
    };
  }

  private static Map<String, @Nullable Object> operation(
      String op, @Nullable DurationExpr left, @Nullable DurationExpr right, boolean wrapped) {
    Map<String, @Nullable Object> node = node("durationExpr", "op", op);
    node.put("lhs", left == null ? null : duration(left));
    node.put("rhs", right == null ? null : duration(right));
    node.put("wrapped", wrapped);
    return node;
  }

  private static Map<String, Object> signature(String function) {
    Signature signature = Objects.requireNonNull(Signature.of(function));
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("name", function);
    node.put("argTypes", signature.argTypes().stream().map(type -> type.shortName).toList());
    node.put("variadic", signature.variadic());
    node.put("returnType", signature.returns().shortName);
    return node;
  }

  private static @Nullable Object matching(@Nullable VectorMatching matching) {
    if (matching == null) {
      return null;
    }
    Map<String, @Nullable Object> node = new LinkedHashMap<>();
    node.put("card", matching.cardinality().text);
    node.put("labels", matching.labels());
    node.put("on", matching.on());
    node.put("include", matching.include());
    Map<String, @Nullable Object> fills = new LinkedHashMap<>();
    fills.put("lhs", number(matching.fillLeft()));
    fills.put("rhs", number(matching.fillRight()));
    node.put("fillValues", fills);
    return node;
  }

  /// A number as JSON shows it best; not a number or infinite ones as text.
  private static @Nullable Object number(@Nullable Double value) {
    if (value == null) {
      return null;
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return value.longValue();
    }
    return Double.isFinite(value) ? (Object) value : FloatText.plain(value);
  }
}
