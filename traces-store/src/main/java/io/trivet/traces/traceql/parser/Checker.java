package io.trivet.traces.traceql.parser;

import io.trivet.core.label.Regex;
import io.trivet.core.label.RegexException;
import io.trivet.core.text.QueryParseException;
import io.trivet.core.text.SourceText;
import io.trivet.core.text.TextRange;
import io.trivet.traces.traceql.ast.AggregateFunction;
import io.trivet.traces.traceql.ast.FieldExpr;
import io.trivet.traces.traceql.ast.Intrinsic;
import io.trivet.traces.traceql.ast.MetricsExpr;
import io.trivet.traces.traceql.ast.MetricsFunction;
import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.Pipeline;
import io.trivet.traces.traceql.ast.Printer;
import io.trivet.traces.traceql.ast.Query;
import io.trivet.traces.traceql.ast.ScalarExpr;
import io.trivet.traces.traceql.ast.Scope;
import io.trivet.traces.traceql.ast.SpansetExpr;
import io.trivet.traces.traceql.ast.Stage;
import io.trivet.traces.traceql.ast.StaticType;
import io.trivet.traces.traceql.ast.Value;

/// Refuses trees that cannot mean anything (types, regular expressions, bounds of functions) and
/// those that parse and are not supported; the messages of the latter end with `not yet supported`.
public final class Checker {
  private static final int MAX_GROUPS = 5;

  private final SourceText source;

  private Checker(SourceText source) {
    this.source = source;
  }

  /// @param text what the query was parsed from, for the places in messages
  /// @throws QueryParseException if the query is refused
  public static void check(String text, Query query) {
    Checker checker = new Checker(new SourceText(text));
    switch (query) {
      case Query.Search search -> checker.pipeline(search.pipeline());
      case Query.Metrics metrics -> checker.metrics(metrics.expr());
    }
  }

  private QueryParseException error(TextRange at, String problem) {
    return new QueryParseException(source, at, problem);
  }

  private void pipeline(Pipeline pipeline) {
    for (Stage stage : pipeline.stages()) {
      switch (stage) {
        case Stage.Spansets spansets -> spansets(spansets.expr());
        case Stage.ScalarFilter filter -> scalarFilter(filter);
        case Stage.GroupBy by -> {
          field(by.key());
          if (!referencesSpan(by.key())) {
            throw error(
                by.at(),
                "grouping field expressions must reference the span: by("
                    + Printer.print(by.key())
                    + ")");
          }
        }
        case Stage.Coalesce _ -> {}
        case Stage.Select select -> select.fields().forEach(this::field);
      }
    }
  }

  private void spansets(SpansetExpr expr) {
    switch (expr) {
      case SpansetExpr.Filter filter -> filter(filter);
      case SpansetExpr.Operation operation -> {
        spansets(operation.left());
        spansets(operation.right());
      }
      case SpansetExpr.Nested nested -> pipeline(nested.pipeline());
    }
  }

  private void filter(SpansetExpr.Filter filter) {
    FieldExpr condition = filter.condition();
    field(condition);
    StaticType type = condition.type();
    if (type != StaticType.BOOL && type != StaticType.DYNAMIC) {
      throw error(
          condition.at(),
          "span filter field expressions must resolve to a boolean: { "
              + Printer.print(condition)
              + " }");
    }
  }

  private void field(FieldExpr expr) {
    switch (expr) {
      case FieldExpr.Literal _ -> {}
      case FieldExpr.Attribute attribute -> {
        if (attribute.parent()) {
          throw error(attribute.at(), "parent not yet supported");
        }
      }
      case FieldExpr.Property property -> {
        if (property.intrinsic() == Intrinsic.PARENT) {
          throw error(property.at(), "intrinsic (parent) not yet supported");
        }
      }
      case FieldExpr.Negation negation -> {
        field(negation.operand());
        if (!negation.operand().type().isNumeric()) {
          throw illegal(expr);
        }
      }
      case FieldExpr.Not not -> {
        field(not.operand());
        StaticType type = not.operand().type();
        if (type != StaticType.BOOL && type != StaticType.DYNAMIC) {
          throw illegal(expr);
        }
      }
      case FieldExpr.Binary binary -> {
        field(binary.left());
        field(binary.right());
        binary(binary);
      }
    }
  }

  private QueryParseException illegal(FieldExpr expr) {
    return error(expr.at(), "illegal operation for the given type: " + Printer.print(expr));
  }

  private void binary(FieldExpr.Binary binary) {
    StaticType left = binary.left().type();
    StaticType right = binary.right().type();
    if (!left.isComparableTo(right)) {
      throw error(
          binary.at(), "binary operations must operate on the same type: " + Printer.print(binary));
    }
    if (!allows(left, binary.operator()) || !allows(right, binary.operator())) {
      throw error(binary.at(), "illegal operation for the given types: " + Printer.print(binary));
    }
    if (binary.operator().kind() == Operator.Kind.REGEX) {
      regex(binary);
    }
    if (binary.operator() == Operator.EQUAL) {
      nilEquality(binary, binary.left(), binary.right());
      nilEquality(binary, binary.right(), binary.left());
    }
  }

  private static boolean allows(StaticType type, Operator operator) {
    boolean equality = operator == Operator.EQUAL || operator == Operator.NOT_EQUAL;
    return switch (type) {
      case BOOL -> operator.kind() == Operator.Kind.LOGICAL || equality;
      case INT, FLOAT, DURATION ->
          operator.kind() == Operator.Kind.ARITHMETIC
              || operator.kind() == Operator.Kind.COMPARISON;
      case STRING ->
          operator.kind() == Operator.Kind.COMPARISON || operator.kind() == Operator.Kind.REGEX;
      case STATUS, KIND, NIL -> equality;
      case DYNAMIC -> true;
    };
  }

  private void regex(FieldExpr.Binary binary) {
    if (!(binary.right() instanceof FieldExpr.Literal(Value.Text(String pattern), TextRange at))) {
      throw error(
          binary.right().at(),
          "invalid type for =~ or !~: "
              + Printer.print(binary.right())
              + "; a regular expression is a text in quotes");
    }
    try {
      Regex.anchored(pattern);
    } catch (RegexException e) {
      throw error(at, "invalid regex: " + e.reason());
    }
  }

  private void nilEquality(FieldExpr.Binary binary, FieldExpr nil, FieldExpr other) {
    if (nil.type() != StaticType.NIL) {
      return;
    }
    if (other instanceof FieldExpr.Property property) {
      throw error(
          binary.at(),
          property.intrinsic().text() + "=nil is not valid because intrinsics cannot be nil");
    }
    if (other instanceof FieldExpr.Attribute attribute
        && attribute.scope() == Scope.RESOURCE
        && attribute.name().equals("service.name")) {
      throw error(
          binary.at(),
          "resource.service.name=nil is not valid because resource.service.name cannot be nil");
    }
  }

  private static boolean referencesSpan(FieldExpr expr) {
    return switch (expr) {
      case FieldExpr.Literal _ -> false;
      case FieldExpr.Attribute _, FieldExpr.Property _ -> true;
      case FieldExpr.Binary binary ->
          referencesSpan(binary.left()) || referencesSpan(binary.right());
      case FieldExpr.Negation negation -> referencesSpan(negation.operand());
      case FieldExpr.Not not -> referencesSpan(not.operand());
    };
  }

  private void scalarFilter(Stage.ScalarFilter filter) {
    scalar(filter.left());
    scalar(filter.right());
    if (!(filter.left() instanceof ScalarExpr.Aggregate)) {
      throw unsupported(filter.left(), "lhs");
    }
    if (!(filter.right() instanceof ScalarExpr.Constant)) {
      throw unsupported(filter.right(), "rhs");
    }
  }

  private QueryParseException unsupported(ScalarExpr expr, String side) {
    return error(
        expr.at(),
        "scalar filter "
            + side
            + " of type ("
            + Printer.print(expr)
            + ") not yet supported: compare an aggregate on the left with a number on the right");
  }

  private void scalar(ScalarExpr expr) {
    switch (expr) {
      case ScalarExpr.Constant _ -> {}
      case ScalarExpr.Binary binary -> {
        scalar(binary.left());
        scalar(binary.right());
      }
      case ScalarExpr.OfPipeline of -> {
        pipeline(of.pipeline());
        scalar(of.scalar());
      }
      case ScalarExpr.Aggregate aggregate -> {
        FieldExpr operand = aggregate.operand();
        if (aggregate.function() == AggregateFunction.COUNT || operand == null) {
          return;
        }
        field(operand);
        if (!operand.type().isNumeric()) {
          throw error(
              expr.at(),
              "aggregate field expressions must resolve to a number type: " + Printer.print(expr));
        }
        if (!referencesSpan(operand)) {
          throw error(
              expr.at(),
              "aggregate field expressions must reference the span: " + Printer.print(expr));
        }
      }
    }
  }

  private void metrics(MetricsExpr expr) {
    switch (expr) {
      case MetricsExpr.Constant _ -> {}
      case MetricsExpr.Arithmetic arithmetic -> {
        refuseCompare(arithmetic.left(), "metrics arithmetic");
        refuseCompare(arithmetic.right(), "metrics arithmetic");
        metrics(arithmetic.left());
        metrics(arithmetic.right());
      }
      case MetricsExpr.Threshold threshold -> {
        refuseCompare(threshold.operand(), "second stage functions");
        metrics(threshold.operand());
      }
      case MetricsExpr.Rank rank -> {
        refuseCompare(rank.operand(), "second stage functions");
        if (rank.limit() < 1) {
          throw error(rank.at(), "limit must be greater than 0");
        }
        metrics(rank.operand());
      }
      case MetricsExpr.OfPipeline of -> {
        pipeline(of.pipeline());
        switch (of.function()) {
          case MetricsFunction.Compare compare -> filter(compare.selection());
          case MetricsFunction.OverTime overTime -> overTime(overTime);
        }
      }
    }
  }

  private void refuseCompare(MetricsExpr operand, String with) {
    if (operand instanceof MetricsExpr.OfPipeline of
        && of.function() instanceof MetricsFunction.Compare) {
      throw error(operand.at(), "`compare()` cannot be used with " + with);
    }
  }

  private void overTime(MetricsFunction.OverTime function) {
    if (function.measured() != null) {
      field(function.measured());
    }
    function.by().forEach(this::field);
    for (double quantile : function.quantiles()) {
      if (!(quantile >= 0 && quantile <= 1)) {
        throw error(function.at(), "quantile must be between 0 and 1: " + quantile);
      }
    }
    int most =
        switch (function.kind()) {
          case QUANTILE, HISTOGRAM, AVG -> MAX_GROUPS - 1;
          case RATE, COUNT, MIN, MAX, SUM -> MAX_GROUPS;
        };
    if (function.by().size() > most) {
      throw error(
          function.by().get(most).at(),
          "metrics group by " + function.by().size() + " values not yet supported");
    }
  }
}
