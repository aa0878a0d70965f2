package io.trivet.traces.traceql.ast;

import io.trivet.core.label.Labels;
import java.util.List;

/// Writes a tree as TraceQL that parses to an equal tree (places aside). Operands that are
/// operations themselves stand in parentheses.
public final class Printer {
  private final StringBuilder out = new StringBuilder();

  private Printer() {}

  public static String print(Query query) {
    Printer printer = new Printer();
    switch (query) {
      case Query.Search search -> printer.pipeline(search.pipeline());
      case Query.Metrics metrics -> printer.metrics(metrics.expr());
    }
    if (!query.hints().isEmpty()) {
      printer.out.append(" with(");
      for (int i = 0; i < query.hints().size(); i++) {
        Hint hint = query.hints().get(i);
        printer.separator(i).append(hint.name()).append('=');
        printer.literal(hint.value());
      }
      printer.out.append(')');
    }
    return printer.out.toString();
  }

  /// The text of one expression, as labels and messages show it.
  public static String print(FieldExpr expr) {
    Printer printer = new Printer();
    printer.field(expr);
    return printer.out.toString();
  }

  public static String print(Pipeline pipeline) {
    Printer printer = new Printer();
    printer.pipeline(pipeline);
    return printer.out.toString();
  }

  public static String print(ScalarExpr expr) {
    Printer printer = new Printer();
    printer.scalar(expr);
    return printer.out.toString();
  }

  /// A literal of the language with this value.
  public static String print(Value value) {
    Printer printer = new Printer();
    printer.literal(value);
    return printer.out.toString();
  }

  private StringBuilder separator(int index) {
    return index == 0 ? out : out.append(", ");
  }

  private void pipeline(Pipeline pipeline) {
    List<Stage> stages = pipeline.stages();
    for (int i = 0; i < stages.size(); i++) {
      if (i > 0) {
        out.append(" | ");
      }
      stage(stages.get(i));
    }
  }

  private void stage(Stage stage) {
    switch (stage) {
      case Stage.Spansets spansets -> spansets(spansets.expr());
      case Stage.ScalarFilter filter -> {
        scalar(filter.left());
        operator(filter.operator());
        scalar(filter.right());
      }
      case Stage.GroupBy by -> {
        out.append("by(");
        field(by.key());
        out.append(')');
      }
      case Stage.Coalesce _ -> out.append("coalesce()");
      case Stage.Select select -> {
        out.append("select(");
        fields(select.fields());
        out.append(')');
      }
    }
  }

  private void operator(Operator operator) {
    out.append(' ').append(operator.text()).append(' ');
  }

  private void spansets(SpansetExpr expr) {
    switch (expr) {
      case SpansetExpr.Filter filter -> {
        out.append("{ ");
        field(filter.condition());
        out.append(" }");
      }
      case SpansetExpr.Operation operation -> {
        out.append('(');
        spansets(operation.left());
        out.append(')');
        operator(operation.operator());
        out.append('(');
        spansets(operation.right());
        out.append(')');
      }
      case SpansetExpr.Nested nested -> {
        out.append('(');
        pipeline(nested.pipeline());
        out.append(')');
      }
    }
  }

  private void scalar(ScalarExpr expr) {
    switch (expr) {
      case ScalarExpr.Constant constant -> literal(constant.value());
      case ScalarExpr.Aggregate aggregate -> {
        out.append(aggregate.function().text()).append('(');
        if (aggregate.operand() != null) {
          field(aggregate.operand());
        }
        out.append(')');
      }
      case ScalarExpr.Binary binary -> {
        out.append('(');
        scalar(binary.left());
        operator(binary.operator());
        scalar(binary.right());
        out.append(')');
      }
      case ScalarExpr.OfPipeline of -> {
        out.append('(');
        pipeline(of.pipeline());
        out.append(" | ");
        scalar(of.scalar());
        out.append(')');
      }
    }
  }

  private void metrics(MetricsExpr expr) {
    switch (expr) {
      case MetricsExpr.OfPipeline of -> {
        pipeline(of.pipeline());
        out.append(" | ");
        function(of.function());
      }
      case MetricsExpr.Rank rank -> {
        metrics(rank.operand());
        out.append(rank.largest() ? " | topk(" : " | bottomk(").append(rank.limit()).append(')');
      }
      case MetricsExpr.Threshold threshold -> {
        metrics(threshold.operand());
        operator(threshold.operator());
        literal(threshold.limit());
      }
      case MetricsExpr.Arithmetic arithmetic -> {
        side(arithmetic.left());
        operator(arithmetic.operator());
        side(arithmetic.right());
      }
      case MetricsExpr.Constant constant -> literal(constant.value());
    }
  }

  private void side(MetricsExpr expr) {
    if (expr instanceof MetricsExpr.Constant) {
      metrics(expr);
    } else {
      out.append('(');
      metrics(expr);
      out.append(')');
    }
  }

  private void function(MetricsFunction function) {
    switch (function) {
      case MetricsFunction.OverTime overTime -> {
        out.append(overTime.kind().text()).append('(');
        if (overTime.measured() != null) {
          field(overTime.measured());
        }
        for (double quantile : overTime.quantiles()) {
          out.append(", ").append(FloatText.format(quantile));
        }
        out.append(')');
        if (!overTime.by().isEmpty()) {
          out.append(" by (");
          fields(overTime.by());
          out.append(')');
        }
      }
      case MetricsFunction.Compare compare -> {
        out.append("compare(");
        spansets(compare.selection());
        boolean window = compare.startNanos() != 0 || compare.endNanos() != 0;
        if (window || compare.top() != MetricsFunction.Compare.DEFAULT_TOP) {
          out.append(", ").append(compare.top());
        }
        if (window) {
          out.append(", ").append(compare.startNanos()).append(", ").append(compare.endNanos());
        }
        out.append(')');
      }
    }
  }

  private void fields(List<FieldExpr> fields) {
    for (int i = 0; i < fields.size(); i++) {
      separator(i);
      field(fields.get(i));
    }
  }

  private void field(FieldExpr expr) {
    switch (expr) {
      case FieldExpr.Literal literal -> literal(literal.value());
      case FieldExpr.Attribute attribute -> attribute(attribute);
      case FieldExpr.Property property -> out.append(property.intrinsic().text());
      case FieldExpr.Binary binary -> {
        operand(binary.left());
        operator(binary.operator());
        operand(binary.right());
      }
      case FieldExpr.Negation negation -> {
        out.append('-');
        signed(negation.operand());
      }
      case FieldExpr.Not not -> {
        out.append('!');
        operand(not.operand());
      }
    }
  }

  private void operand(FieldExpr expr) {
    if (expr instanceof FieldExpr.Binary || expr instanceof FieldExpr.Negation) {
      out.append('(');
      field(expr);
      out.append(')');
    } else {
      field(expr);
    }
  }

  /// What stands after a minus: a number there would become a negative literal.
  private void signed(FieldExpr expr) {
    if (expr instanceof FieldExpr.Literal) {
      out.append('(');
      field(expr);
      out.append(')');
    } else {
      operand(expr);
    }
  }

  private void literal(Value value) {
    switch (value) {
      case Value.Text text -> quote(text.value());
      case Value.Int number when number.value() == Long.MIN_VALUE -> out.append("minInt");
      default -> out.append(value.text());
    }
  }

  private void quote(String text) {
    if (text.indexOf('`') < 0 && text.indexOf('\r') < 0) {
      out.append('`').append(text).append('`');
      return;
    }
    Labels.quote(text, out);
  }

  private void attribute(FieldExpr.Attribute attribute) {
    if (attribute.parent()) {
      out.append("parent.");
    }
    if (attribute.scope() != Scope.NONE) {
      out.append(attribute.scope().text()).append('.');
    } else if (!attribute.parent()) {
      out.append('.');
    }
    String name = attribute.name();
    if (!needsQuotes(attribute)) {
      out.append(name);
      return;
    }
    out.append('"');
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    out.append('"');
  }

  private static boolean needsQuotes(FieldExpr.Attribute attribute) {
    String name = attribute.name();
    if (name.isEmpty()
        || attribute.scope() == Scope.NONE && Character.isDigit(name.charAt(0))
        || attribute.parent()
            && attribute.scope() == Scope.NONE
            && (name.startsWith("span.") || name.startsWith("resource."))) {
      return true;
    }
    for (int i = 0; i < name.length(); i++) {
      if (!isNameChar(name.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /// Whether a character may stand in the name of an attribute without quotes.
  public static boolean isNameChar(char c) {
    return c != '"'
        && "{}()=~!<>&|^,".indexOf(c) < 0
        && !Character.isWhitespace(c)
        && !Character.isSpaceChar(c)
        && c != '\u0085';
  }
}
