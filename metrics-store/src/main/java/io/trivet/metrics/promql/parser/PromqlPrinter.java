package io.trivet.metrics.promql.parser;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.time.DurationText;
import io.trivet.metrics.promql.ast.AtModifier;
import io.trivet.metrics.promql.ast.DurationExpr;
import io.trivet.metrics.promql.ast.Expr;
import io.trivet.metrics.promql.ast.VectorMatching;
import io.trivet.metrics.promql.column.FloatText;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Canonical text of expressions; parsing it gives the same expression again.
public final class PromqlPrinter {
  /// Longer lines are split by [#pretty].
  private static final int MAX_LINE_BYTES = 100;

  private PromqlPrinter() {}

  /// On one line.
  public static String print(Expr expr) {
    return switch (expr) {
      case Expr.NumberLiteral(double value, boolean isDuration, var _) -> number(value, isDuration);
      case Expr.StringLiteral(String value, var _) -> quoted(value);
      case Expr.VectorSelector s ->
          series(s)
              + at(s.atTime())
              + (s.anchored() ? " anchored" : s.smoothed() ? " smoothed" : "")
              + offset(s.offset());
      case Expr.MatrixSelector(var s, var range, boolean anchored, boolean smoothed, var _) ->
          series(s)
              + "["
              + duration(range)
              + "]"
              + (anchored ? " anchored" : smoothed ? " smoothed" : "")
              + at(s.atTime())
              + offset(s.offset());
      case Expr.Subquery subquery -> print(subquery.expr()) + window(subquery);
      case Expr.Call call ->
          call.function()
              + call.args().stream()
                  .map(PromqlPrinter::print)
                  .collect(Collectors.joining(", ", "(", ")"));
      case Expr.Aggregation aggregation ->
          head(aggregation)
              + Stream.ofNullable(aggregation.parameter())
                  .map(parameter -> print(parameter) + ", ")
                  .collect(Collectors.joining("", "(", ""))
              + print(aggregation.expr())
              + ")";
      case Expr.Binary binary ->
          print(binary.left()) + " " + operator(binary) + " " + print(binary.right());
      case Expr.Unary(boolean negative, var operand, var _) ->
          (negative ? "-" : "+") + print(operand);
      case Expr.Paren(var inner, var _) -> "(" + print(inner) + ")";
    };
  }

  /// Over several lines, indented by two spaces, where one line would be too long.
  public static String pretty(Expr expr) {
    return pretty(expr, 0);
  }

  private static String pretty(Expr expr, int level) {
    String indent = "  ".repeat(level);
    String line = print(expr);
    if (line.getBytes(StandardCharsets.UTF_8).length <= MAX_LINE_BYTES) {
      // A subquery that fits stands at the margin, as Prometheus prints it.
      return expr instanceof Expr.Subquery ? line : indent + line;
    }
    return switch (expr) {
      case Expr.NumberLiteral _,
          Expr.StringLiteral _,
          Expr.VectorSelector _,
          Expr.MatrixSelector _ ->
          indent + line;
      case Expr.Subquery subquery -> pretty(subquery.expr(), level) + window(subquery);
      case Expr.Call call ->
          call.args().stream()
              .map(arg -> pretty(arg, level + 1))
              .collect(
                  Collectors.joining(",\n", indent + call.function() + "(\n", "\n" + indent + ")"));
      case Expr.Aggregation aggregation ->
          indent
              + head(aggregation)
              + "(\n"
              + (aggregation.parameter() == null
                  ? ""
                  : pretty(aggregation.parameter(), level + 1) + ",\n")
              + pretty(aggregation.expr(), level + 1)
              + "\n"
              + indent
              + ")";
      case Expr.Binary binary ->
          pretty(binary.left(), level + 1)
              + "\n"
              + indent
              + operator(binary)
              + "\n"
              + pretty(binary.right(), level + 1);
      case Expr.Unary(boolean negative, var operand, var _) ->
          indent + (negative ? "-" : "+") + pretty(operand, level).strip();
      case Expr.Paren(var inner, var _) ->
          indent + "(\n" + pretty(inner, level + 1) + "\n" + indent + ")";
    };
  }

  private static String series(Expr.VectorSelector selector) {
    boolean named = !selector.name().isEmpty();
    String conditions =
        selector.matchers().stream()
            .limit(named ? selector.matchers().size() - 1L : selector.matchers().size())
            .map(LabelMatcher::toString)
            .sorted(Labels::compareText)
            .collect(Collectors.joining(","));
    return named && conditions.isEmpty()
        ? selector.name()
        : selector.name() + "{" + conditions + "}";
  }

  private static String window(Expr.Subquery subquery) {
    return "["
        + duration(subquery.range())
        + ":"
        + (subquery.step() == null ? "" : duration(subquery.step()))
        + "]"
        + at(subquery.atTime())
        + offset(subquery.offset());
  }

  private static String at(@Nullable AtModifier at) {
    return switch (at) {
      case null -> "";
      case AtModifier.Timestamp(long ms) -> String.format(Locale.ROOT, " @ %.3f", ms / 1000.0);
      case AtModifier.QueryStart _ -> " @ start()";
      case AtModifier.QueryEnd _ -> " @ end()";
    };
  }

  private static String offset(@Nullable DurationExpr offset) {
    if (offset == null || offset instanceof DurationExpr.Literal zero && zero.literalMs() == 0) {
      return "";
    }
    return " offset " + duration(offset);
  }

  private static String duration(DurationExpr expr) {
    return expr instanceof DurationExpr.Literal literal
        ? DurationText.formatPrometheus(literal.literalMs())
        : arithmetic(expr);
  }

  private static String arithmetic(DurationExpr expr) {
    String text =
        switch (expr) {
          case DurationExpr.Literal(double seconds, boolean isDuration, var _) ->
              number(seconds, isDuration);
          case DurationExpr.Arithmetic(var op, var left, var right, var _, var _) ->
              arithmetic(left) + " " + op.text + " " + arithmetic(right);
          case DurationExpr.Negation(var operand, var _, var _) -> "-" + arithmetic(operand);
          case DurationExpr.QueryWindow(var part, var _, var _) ->
              part == DurationExpr.Part.STEP ? "step()" : "range()";
          case DurationExpr.Extreme(boolean largest, var left, var right, var _, var _) ->
              (largest ? "max_of(" : "min_of(") + arithmetic(left) + ", " + arithmetic(right) + ")";
        };
    return expr.wrapped() ? "(" + text + ")" : text;
  }

  private static String number(double value, boolean isDuration) {
    return isDuration
        ? DurationText.formatPrometheus(Math.round(value * 1000))
        : FloatText.plain(value);
  }

  private static String head(Expr.Aggregation aggregation) {
    String op = aggregation.op().text;
    if (aggregation.without()) {
      return op + " without " + labels(aggregation.grouping()) + " ";
    }
    return aggregation.grouping().isEmpty()
        ? op
        : op + " by " + labels(aggregation.grouping()) + " ";
  }

  private static String operator(Expr.Binary binary) {
    StringBuilder out = new StringBuilder(binary.op().text);
    if (binary.returnBool()) {
      out.append(" bool");
    }
    VectorMatching matching = binary.matching();
    if (matching == null) {
      return out.toString();
    }
    boolean grouped =
        matching.cardinality() == VectorMatching.Cardinality.MANY_TO_ONE
            || matching.cardinality() == VectorMatching.Cardinality.ONE_TO_MANY;
    if (matching.on() || grouped || !matching.labels().isEmpty()) {
      out.append(matching.on() ? " on " : " ignoring ").append(labels(matching.labels()));
    }
    if (grouped) {
      out.append(
              matching.cardinality() == VectorMatching.Cardinality.MANY_TO_ONE
                  ? " group_left "
                  : " group_right ")
          .append(labels(matching.include()));
    }
    Double left = matching.fillLeft();
    Double right = matching.fillRight();
    if (left != null && left.equals(right)) {
      out.append(" fill (").append(FloatText.plain(left)).append(")");
    } else {
      if (left != null) {
        out.append(" fill_left (").append(FloatText.plain(left)).append(")");
      }
      if (right != null) {
        out.append(" fill_right (").append(FloatText.plain(right)).append(")");
      }
    }
    return out.toString();
  }

  private static String labels(Collection<String> names) {
    return names.stream()
        .map(name -> Labels.isPlainName(name) ? name : quoted(name))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder();
    Labels.quote(text, out);
    return out.toString();
  }
}
