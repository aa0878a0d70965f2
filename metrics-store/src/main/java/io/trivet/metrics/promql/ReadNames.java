package io.trivet.metrics.promql;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.metrics.promql.ast.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The metric names an expression may read: those that satisfy the conditions on the name of one of
/// its selectors. A selector without such a condition reads any.
final class ReadNames implements Predicate<String> {
  private static final LabelMatcher INFO_METRIC =
      LabelMatcher.equal(Labels.METRIC_NAME, "target_info");

  /// For each selector its conditions on the name.
  private final List<List<LabelMatcher>> selectors = new ArrayList<>();

  ReadNames(Expr expr) {
    collect(expr);
  }

  @Override
  public boolean test(String name) {
    return selectors.stream()
        .anyMatch(conditions -> conditions.stream().allMatch(matcher -> matcher.matches(name)));
  }

  private void collect(Expr expr) {
    switch (expr) {
      case Expr.NumberLiteral _, Expr.StringLiteral _ -> {}
      case Expr.VectorSelector selector ->
          selectors.add(
              selector.matchers().stream()
                  .filter(matcher -> matcher.name().equals(Labels.METRIC_NAME))
                  .toList());
      case Expr.MatrixSelector matrix -> collect(matrix.selector());
      case Expr.Subquery subquery -> collect(subquery.expr());
      case Expr.Call call -> {
        if (call.function().equals("info")) {
          selectors.add(List.of(INFO_METRIC));
        }
        call.args().forEach(this::collect);
      }
      case Expr.Aggregation aggregation -> {
        collect(aggregation.expr());
        if (aggregation.parameter() != null) {
          collect(aggregation.parameter());
        }
      }
      case Expr.Binary binary -> {
        collect(binary.left());
        collect(binary.right());
      }
      case Expr.Unary unary -> collect(unary.expr());
      case Expr.Paren paren -> collect(paren.expr());
    }
  }
}
