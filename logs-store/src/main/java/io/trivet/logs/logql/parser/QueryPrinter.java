package io.trivet.logs.logql.parser;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.time.DurationText;
import io.trivet.logs.logql.ast.Expr;
import io.trivet.logs.logql.ast.Grouping;
import io.trivet.logs.logql.ast.LabelFilter;
import io.trivet.logs.logql.ast.LogExpr;
import io.trivet.logs.logql.ast.LogRange;
import io.trivet.logs.logql.ast.Matching;
import io.trivet.logs.logql.ast.MetricExpr;
import io.trivet.logs.logql.ast.Stage;
import io.trivet.logs.logql.ast.Unwrap;
import io.trivet.logs.logql.text.ByteSizeText;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Queries as canonical text on one line, spelled as Loki spells them. Parsing the text gives the
/// same tree, except that parentheses which change nothing are gone.
final class QueryPrinter {
  private QueryPrinter() {}

  public static String print(Expr expr) {
    return switch (expr) {
      case LogExpr log -> log(log);
      case MetricExpr.Literal literal -> NumberText.format(literal.value());
      case MetricExpr.VectorLiteral vector ->
          "vector(" + String.format(Locale.ROOT, "%f", vector.value()) + ")";
      case MetricExpr.RangeAggregation aggregation ->
          aggregation.op().text
              + "("
              + (aggregation.parameter() == null
                  ? ""
                  : NumberText.format(aggregation.parameter()) + ",")
              + range(aggregation.range())
              + ")"
              + grouping(aggregation.grouping(), ",");
      case MetricExpr.VectorAggregation aggregation ->
          aggregation.op().text
              + grouping(aggregation.grouping(), ",")
              + "("
              + (aggregation.op().takesCount() ? aggregation.parameter() + "," : "")
              + print(aggregation.operand())
              + ")";
      case MetricExpr.LabelReplace replace ->
          "label_replace("
              + print(replace.operand())
              + ","
              + quote(replace.destination())
              + ","
              + quote(replace.replacement())
              + ","
              + quote(replace.source())
              + ","
              + quote(replace.pattern())
              + ")";
      case MetricExpr.Binary binary ->
          "("
              + print(binary.left())
              + " "
              + binary.op().text
              + matching(binary.matching(), ",", " ")
              + " "
              + print(binary.right())
              + ")";
    };
  }

  private static String log(LogExpr log) {
    StringBuilder out = new StringBuilder(selector(log.matchers()));
    log.stages().forEach(stage -> out.append(' ').append(stage(stage)));
    return out.toString();
  }

  static String selector(List<LabelMatcher> matchers) {
    return matchers.stream()
        .map(LabelMatcher::toString)
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String range(LogRange range) {
    String text = log(range.selector());
    if (range.unwrap() != null) {
      text += " " + unwrap(range.unwrap());
      for (LabelFilter filter : range.unwrap().filters()) {
        text += " | " + filter(filter);
      }
    }
    text += "[" + DurationText.formatPrometheus(range.rangeNanos() / 1_000_000) + "]";
    if (range.offsetNanos() != 0) {
      text += " offset " + DurationText.formatGo(range.offsetNanos());
    }
    return text;
  }

  /// `| unwrap bytes(x)` without the filters behind it.
  static String unwrap(Unwrap unwrap) {
    String function = unwrap.conversion().function;
    return "| unwrap "
        + (function.isEmpty() ? unwrap.label() : function + "(" + unwrap.label() + ")");
  }

  /// ` by (a,b)`; empty when nothing is grouped.
  static String grouping(@Nullable Grouping grouping, String separator) {
    if (grouping == null || grouping.labels().isEmpty() && !grouping.without()) {
      return "";
    }
    return (grouping.without() ? " without (" : " by (")
        + String.join(separator, grouping.labels())
        + ")";
  }

  /// ` bool on (a) group_left (b)`
  ///
  /// @param noGroup what stands where a group modifier could
  static String matching(Matching matching, String separator, String noGroup) {
    StringBuilder out = new StringBuilder();
    if (matching.returnBool()) {
      out.append(" bool");
    }
    if (matching.on() || !matching.labels().isEmpty()) {
      out.append(matching.on() ? " on (" : " ignoring (")
          .append(String.join(separator, matching.labels()))
          .append(')');
      switch (matching.cardinality()) {
        case ONE_TO_ONE -> out.append(noGroup);
        case MANY_TO_ONE -> out.append(" group_left");
        case ONE_TO_MANY -> out.append(" group_right");
      }
      if (!matching.include().isEmpty()) {
        out.append(" (").append(String.join(separator, matching.include())).append(')');
      }
    }
    return out.toString();
  }

  /// One stage, from its operator or bar on.
  public static String stage(Stage stage) {
    return switch (stage) {
      case Stage.LineFilter filter -> filter.op().text + " " + operands(filter.operands());
      case Stage.Json json -> "| json" + extractions(json.extractions());
      case Stage.Logfmt logfmt ->
          "| logfmt"
              + (logfmt.strict() ? " --strict" : "")
              + (logfmt.keepEmpty() ? " --keep-empty" : "")
              + extractions(logfmt.extractions());
      case Stage.Regexp regexp -> "| regexp " + quote(regexp.pattern());
      case Stage.Pattern pattern -> "| pattern " + quote(pattern.pattern());
      case Stage.Unpack _ -> "| unpack";
      case Stage.FilterLabels filter -> "| " + filter(filter.filter());
      case Stage.LineFormat format -> "| line_format " + quote(format.template());
      case Stage.LabelFormat format ->
          "| label_format "
              + format.assignments().stream()
                  .map(a -> a.label() + "=" + (a.rename() ? a.value() : quote(a.value())))
                  .collect(Collectors.joining(","));
      case Stage.Decolorize _ -> "| decolorize";
      case Stage.Drop drop -> "| drop " + namedLabels(drop.labels());
      case Stage.Keep keep -> "| keep " + namedLabels(keep.labels());
    };
  }

  private static String operands(List<Stage.LineOperand> operands) {
    return operands.stream()
        .map(o -> o.ip() ? "ip(" + quote(o.text()) + ")" : quote(o.text()))
        .collect(Collectors.joining(" or "));
  }

  private static String extractions(List<Stage.Extraction> extractions) {
    if (extractions.isEmpty()) {
      return "";
    }
    return extractions.stream()
        .map(e -> e.label() + "=" + quote(e.expression()))
        .collect(Collectors.joining(",", " ", ""));
  }

  private static String namedLabels(List<Stage.NamedLabel> labels) {
    return labels.stream()
        .map(l -> l.matcher() == null ? l.label() : l.matcher().toString())
        .collect(Collectors.joining(","));
  }

  static String filter(LabelFilter filter) {
    return switch (filter) {
      case LabelFilter.Text text -> text.matcher().toString();
      case LabelFilter.Ip ip ->
          ip.label() + (ip.negated() ? "!=" : "=") + "ip(" + quote(ip.pattern()) + ")";
      case LabelFilter.Number number ->
          number.label() + number.comparison().text + NumberText.plain(number.value());
      case LabelFilter.Duration duration ->
          duration.label() + duration.comparison().text + DurationText.formatGo(duration.nanos());
      case LabelFilter.Bytes bytes ->
          bytes.label() + bytes.comparison().text + ByteSizeText.format(bytes.bytes());
      case LabelFilter.And and -> "( " + filter(and.left()) + " , " + filter(and.right()) + " )";
      case LabelFilter.Or or -> "( " + filter(or.left()) + " or " + filter(or.right()) + " )";
    };
  }

  static String quote(String text) {
    StringBuilder out = new StringBuilder();
    Labels.quote(text, out);
    return out.toString();
  }
}
