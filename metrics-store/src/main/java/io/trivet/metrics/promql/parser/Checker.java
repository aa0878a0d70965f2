package io.trivet.metrics.promql.parser;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.text.QueryParseException;
import io.trivet.core.text.TextRange;
import io.trivet.metrics.promql.ast.AggregationOp;
import io.trivet.metrics.promql.ast.BinaryOp;
import io.trivet.metrics.promql.ast.Expr;
import io.trivet.metrics.promql.ast.ValueType;
import io.trivet.metrics.promql.ast.VectorMatching;
import io.trivet.metrics.promql.function.Signature;
import java.util.List;

/// Types, numbers of arguments and other rules that syntax does not express. Returns the tree with
/// the matching of operations that are not between vectors taken away.
final class Checker {
  private final TokenStream source;

  Checker(TokenStream source) {
    this.source = source;
  }

  Expr check(Expr expr) {
    return switch (expr) {
      case Expr.NumberLiteral _, Expr.StringLiteral _ -> expr;
      case Expr.VectorSelector selector -> {
        checkSelector(selector, true);
        yield selector;
      }
      case Expr.MatrixSelector matrix -> {
        checkSelector(matrix.selector(), true);
        yield matrix;
      }
      case Expr.Subquery(var inner, var range, var step, var offset, var atTime, var at) -> {
        Expr checked = check(inner);
        if (checked.type() != ValueType.VECTOR) {
          throw error(
              at,
              "subquery is only allowed on instant vector, got "
                  + checked.type().shortName
                  + " instead");
        }
        yield new Expr.Subquery(checked, range, step, offset, atTime, at);
      }
      case Expr.Call call -> call(call);
      case Expr.Aggregation aggregation -> aggregation(aggregation);
      case Expr.Binary binary -> binary(binary);
      case Expr.Unary(boolean negative, var inner, var at) -> {
        Expr checked = check(inner);
        if (!isOperand(checked.type())) {
          throw error(
              at,
              "unary expression only allowed on expressions of type scalar or instant vector, got "
                  + quoted(checked.type().documentedName));
        }
        yield new Expr.Unary(negative, checked, at);
      }
      case Expr.Paren(var inner, var at) -> new Expr.Paren(check(inner), at);
    };
  }

  void checkSelector(Expr.VectorSelector selector, boolean needsCondition) {
    List<LabelMatcher> matchers = selector.matchers();
    if (!selector.name().isEmpty()) {
      for (LabelMatcher matcher : matchers.subList(0, matchers.size() - 1)) {
        if (matcher.name().equals(Labels.METRIC_NAME)) {
          throw error(
              selector.at(),
              "metric name must not be set twice: "
                  + quoted(selector.name())
                  + " or "
                  + quoted(matcher.value()));
        }
      }
    } else if (needsCondition && matchers.stream().allMatch(LabelMatcher::matchesEmpty)) {
      throw error(selector.at(), "vector selector must contain at least one non-empty matcher");
    }
  }

  private Expr call(Expr.Call call) {
    Signature signature = Signature.of(call.function());
    if (signature == null) {
      throw error(call.at(), "unknown function with name " + quoted(call.function()));
    }
    checkArity(call, signature);
    List<ValueType> types = signature.argTypes();
    Expr[] args = new Expr[call.args().size()];
    for (int i = 0; i < args.length; i++) {
      Expr arg = call.args().get(i);
      if (i == 1 && call.function().equals("info")) {
        args[i] = labelSelectors(call, arg);
        continue;
      }
      args[i] =
          expect(
              arg,
              types.get(Math.min(i, types.size() - 1)),
              "call to function " + quoted(call.function()));
    }
    return new Expr.Call(call.function(), List.of(args), call.type(), call.at());
  }

  private void checkArity(Expr.Call call, Signature signature) {
    int wanted = signature.argTypes().size();
    int given = call.args().size();
    String counts = " argument(s) in call to " + quoted(call.function()) + ", got " + given;
    if (signature.variadic() == 0) {
      if (given != wanted) {
        throw error(call.at(), "expected " + wanted + counts);
      }
      return;
    }
    int least = wanted - 1;
    if (given < least) {
      throw error(call.at(), "expected at least " + least + counts);
    }
    if (signature.variadic() > 0 && given > least + signature.variadic()) {
      throw error(call.at(), "expected at most " + (least + signature.variadic()) + counts);
    }
  }

  /// The second argument of `info`: braces only, which may match everything.
  private Expr labelSelectors(Expr.Call call, Expr arg) {
    if (arg.type() != ValueType.VECTOR) {
      throw error(
          call.at(),
          "expected type instant vector in call to function \"info\", got "
              + arg.type().documentedName);
    }
    if (!(arg instanceof Expr.VectorSelector selector)) {
      throw error(arg.at(), "expected label selectors only");
    }
    if (!selector.name().isEmpty()) {
      throw error(arg.at(), "expected label selectors only, got vector selector instead");
    }
    checkSelector(selector, false);
    return selector;
  }

  private Expr aggregation(Expr.Aggregation aggregation) {
    Expr expr = expect(aggregation.expr(), ValueType.VECTOR, "aggregation expression");
    Expr parameter = aggregation.parameter();
    if (parameter != null) {
      parameter =
          expect(
              parameter,
              aggregation.op() == AggregationOp.COUNT_VALUES ? ValueType.STRING : ValueType.SCALAR,
              "aggregation parameter");
    }
    return new Expr.Aggregation(
        aggregation.op(),
        expr,
        parameter,
        aggregation.grouping(),
        aggregation.without(),
        aggregation.at());
  }

  private Expr binary(Expr.Binary binary) {
    Expr left = check(binary.left());
    Expr right = check(binary.right());
    BinaryOp op = binary.op();
    boolean scalars = left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR;
    if (binary.returnBool() && !op.isComparison()) {
      throw error(binary.opAt(), "bool modifier can only be used on comparison operators");
    }
    if (op.isComparison() && !binary.returnBool() && scalars) {
      throw error(binary.opAt(), "comparisons between scalars must use BOOL modifier");
    }
    VectorMatching matching = binary.matching();
    if (matching != null && matching.on()) {
      for (String label : matching.labels()) {
        if (matching.include().contains(label)) {
          throw error(
              binary.opAt(),
              "label " + quoted(label) + " must not occur in ON and GROUP clause at once");
        }
      }
    }
    if (!isOperand(left.type())) {
      throw error(left.at(), "binary expression must contain only scalar and instant vector types");
    }
    if (!isOperand(right.type())) {
      throw error(
          right.at(), "binary expression must contain only scalar and instant vector types");
    }
    boolean vectors = left.type() == ValueType.VECTOR && right.type() == ValueType.VECTOR;
    if (matching != null) {
      matching = checkMatching(binary, matching, vectors);
    }
    if (!vectors && op.isSet()) {
      throw error(
          binary.at(),
          "set operator " + quoted(op.text) + " not allowed in binary scalar expression");
    }
    return new Expr.Binary(
        op,
        left,
        right,
        vectors ? matching : null,
        binary.returnBool(),
        binary.opAt(),
        binary.at());
  }

  private VectorMatching checkMatching(
      Expr.Binary binary, VectorMatching matching, boolean vectors) {
    boolean fills = matching.fillLeft() != null || matching.fillRight() != null;
    if (!vectors && !matching.labels().isEmpty()) {
      throw error(binary.at(), "vector matching only allowed between instant vectors");
    }
    if (!vectors && fills) {
      throw error(binary.at(), "filling in missing series only allowed between instant vectors");
    }
    if (vectors && binary.op().isSet()) {
      if (matching.cardinality() != VectorMatching.Cardinality.MANY_TO_MANY) {
        throw error(
            binary.at(), "no grouping allowed for " + quoted(binary.op().text) + " operation");
      }
      if (fills) {
        throw error(binary.at(), "filling in missing series not allowed for set operators");
      }
    }
    return matching;
  }

  private Expr expect(Expr expr, ValueType type, String context) {
    Expr checked = check(expr);
    if (checked.type() != type) {
      throw error(
          expr.at(),
          "expected type "
              + type.documentedName
              + " in "
              + context
              + ", got "
              + checked.type().documentedName);
    }
    return checked;
  }

  private static boolean isOperand(ValueType type) {
    return type == ValueType.SCALAR || type == ValueType.VECTOR;
  }

  private QueryParseException error(TextRange at, String message) {
    return source.error(at, message);
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder();
    Labels.quote(text, out);
    return out.toString();
  }
}
