package io.trivet.logs.logql.parser;

import io.trivet.core.time.DurationText;
import io.trivet.logs.logql.ast.Expr;
import io.trivet.logs.logql.ast.LabelFilter;
import io.trivet.logs.logql.ast.LogExpr;
import io.trivet.logs.logql.ast.LogRange;
import io.trivet.logs.logql.ast.MetricExpr;
import io.trivet.logs.logql.ast.Stage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Lays queries out over several lines as Loki's `format_query` does: what fits into
/// [#MAX_LINE_BYTES] stays on one line, everything else is split, two spaces for each level.
public final class QueryFormatter {
  static final int MAX_LINE_BYTES = 100;

  private QueryFormatter() {}

  public static String format(Expr expr) {
    return format(expr, 0);
  }

  private static String indent(int level) {
    return "  ".repeat(level);
  }

  private static boolean fits(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length <= MAX_LINE_BYTES;
  }

  private static String format(Expr expr, int level) {
    String line = QueryPrinter.print(expr);
    if (fits(line)) {
      return indent(level) + line;
    }
    String indent = indent(level);
    return switch (expr) {
      case LogExpr log -> log(log, level);
      case MetricExpr.Literal _, MetricExpr.VectorLiteral _ -> indent + line;
      case MetricExpr.RangeAggregation aggregation ->
          indent
              + aggregation.op().text
              + "(\n"
              + (aggregation.parameter() == null
                  ? ""
                  : indent(level + 1) + NumberText.format(aggregation.parameter()) + ",\n")
              + range(aggregation.range(), level + 1)
              + "\n"
              + indent
              + ")"
              + QueryPrinter.grouping(aggregation.grouping(), ", ");
      case MetricExpr.VectorAggregation aggregation ->
          indent
              + aggregation.op().text
              + QueryPrinter.grouping(aggregation.grouping(), ", ")
              + "(\n"
              + (aggregation.op().takesCount()
                  ? indent(level + 1) + aggregation.parameter() + ",\n"
                  : "")
              + format(aggregation.operand(), level + 1)
              + "\n"
              + indent
              + ")";
      case MetricExpr.LabelReplace replace -> labelReplace(replace, level);
      case MetricExpr.Binary binary ->
          format(binary.left(), level + 1)
              + "\n"
              + indent
              + binary.op().text
              + QueryPrinter.matching(binary.matching(), ", ", "")
              + "\n"
              + format(binary.right(), level + 1);
    };
  }

  private static String labelReplace(MetricExpr.LabelReplace replace, int level) {
    String argument = ",\n" + indent(level + 1);
    return indent(level)
        + "label_replace(\n"
        + format(replace.operand(), level + 1)
        + argument
        + QueryPrinter.quote(replace.destination())
        + argument
        + QueryPrinter.quote(replace.replacement())
        + argument
        + QueryPrinter.quote(replace.source())
        + argument
        + QueryPrinter.quote(replace.pattern())
        + "\n"
        + indent(level)
        + ")";
  }

  private static String log(LogExpr log, int level) {
    StringBuilder out = new StringBuilder(indent(level));
    out.append(QueryPrinter.selector(log.matchers()));
    List<String> chain = new ArrayList<>();
    for (Stage stage : log.stages()) {
      String text = QueryPrinter.stage(stage);
      if (stage instanceof Stage.LineFilter) {
        chain.add(text);
      } else {
        lineFilters(chain, level + 1, out);
        out.append('\n').append(indent(level + 1)).append(text);
      }
    }
    lineFilters(chain, level + 1, out);
    return out.toString();
  }

  /// Line filters one after the other: as many as fit on the first line, each further one on its
  /// own.
  private static void lineFilters(List<String> chain, int level, StringBuilder out) {
    int first = chain.size();
    while (first > 1 && !fits(String.join(" ", chain.subList(0, first)))) {
      first--;
    }
    if (first > 0) {
      out.append('\n').append(indent(level)).append(String.join(" ", chain.subList(0, first)));
    }
    for (String filter : chain.subList(first, chain.size())) {
      out.append('\n').append(indent(level)).append(filter);
    }
    chain.clear();
  }

  private static String range(LogRange range, int level) {
    StringBuilder out = new StringBuilder(format(range.selector(), level));
    String line = "\n" + indent(level + 1);
    if (range.unwrap() != null) {
      out.append(line).append(QueryPrinter.unwrap(range.unwrap()));
      for (LabelFilter filter : range.unwrap().filters()) {
        out.append(line).append("| ").append(QueryPrinter.filter(filter));
      }
    }
    out.append(" [").append(DurationText.formatPrometheus(range.rangeNanos() / 1_000_000));
    out.append(']');
    if (range.offsetNanos() != 0) {
      out.append(" offset ").append(DurationText.formatPrometheus(range.offsetNanos() / 1_000_000));
    }
    return out.toString();
  }
}
