package io.trivet.logs.logql.parser;

import io.trivet.core.error.TrivetException;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Regex;
import io.trivet.core.label.RegexException;
import io.trivet.logs.logql.ast.Expr;
import io.trivet.logs.logql.ast.LabelFilter;
import io.trivet.logs.logql.ast.LogExpr;
import io.trivet.logs.logql.ast.LogRange;
import io.trivet.logs.logql.ast.MetricExpr;
import io.trivet.logs.logql.ast.RangeOp;
import io.trivet.logs.logql.ast.Stage;
import io.trivet.logs.logql.ast.VectorOp;
import io.trivet.logs.logql.pipeline.Stages;
import java.util.List;

/// What the syntax alone does not exclude: selectors that select nothing in particular,
/// aggregations without the input they need, stages that cannot be compiled.
final class Checker {
  private Checker() {}

  static void check(Expr expr) {
    switch (expr) {
      case LogExpr log -> checkLog(log);
      case MetricExpr.Literal _, MetricExpr.VectorLiteral _ -> {
        // Nothing to check in numbers.
      }
      case MetricExpr.RangeAggregation aggregation -> checkRange(aggregation);
      case MetricExpr.VectorAggregation aggregation -> checkVector(aggregation);
      case MetricExpr.LabelReplace replace -> {
        checkPattern(replace.pattern());
        check(replace.operand());
      }
      case MetricExpr.Binary binary -> {
        check(binary.left());
        check(binary.right());
      }
    }
  }

  private static void checkLog(LogExpr log) {
    checkMatchers(log.matchers());
    for (Stage stage : log.stages()) {
      try {
        Stages.check(stage);
      } catch (RegexException e) {
        throw TokenReader.problem(
            "stage '" + QueryPrinter.stage(stage) + "': error parsing regexp: " + e.reason());
      } catch (TrivetException e) {
        throw TokenReader.problem("stage '" + QueryPrinter.stage(stage) + "': " + e.reason());
      }
    }
  }

  private static void checkMatchers(List<LabelMatcher> matchers) {
    if (matchers.stream().allMatch(LabelMatcher::matchesEmpty) || allOpen(matchers)) {
      throw TokenReader.problem(
          "queries require at least one regexp or equality matcher that does not have an"
              + " empty-compatible value; app=~\".*\" does not do, app=~\".+\" does");
    }
  }

  /// Whether every matcher is either negative or satisfied by a missing label.
  private static boolean allOpen(List<LabelMatcher> matchers) {
    return matchers.stream().allMatch(m -> m.op().isNegative() || m.matchesEmpty());
  }

  private static void checkRange(MetricExpr.RangeAggregation aggregation) {
    RangeOp op = aggregation.op();
    LogRange range = aggregation.range();
    if (aggregation.grouping() != null && !op.grouping) {
      throw TokenReader.problem("grouping not allowed for " + op.text + " aggregation");
    }
    boolean unwrapped = range.unwrap() != null;
    if (unwrapped && op.input == RangeOp.Input.LINES) {
      throw TokenReader.problem("invalid aggregation " + op.text + " with unwrap");
    }
    if (!unwrapped && op.input == RangeOp.Input.UNWRAPPED && !missingQuantile(aggregation)) {
      throw TokenReader.problem("invalid aggregation " + op.text + " without unwrap");
    }
    Double parameter = aggregation.parameter();
    if (parameter != null && op != RangeOp.QUANTILE_OVER_TIME) {
      throw TokenReader.problem(
          "parameter " + NumberText.format(parameter) + " not supported for operation " + op.text);
    }
    if (missingQuantile(aggregation)) {
      throw TokenReader.problem("parameter required for operation " + op.text);
    }
    if (range.unwrap() != null) {
      range.unwrap().filters().forEach(Checker::checkUnwrapFilter);
    }
    checkLog(range.selector());
  }

  private static void checkUnwrapFilter(LabelFilter filter) {
    try {
      Stages.check(filter);
    } catch (TrivetException e) {
      throw TokenReader.problem("filter after unwrap: " + e.reason());
    }
  }

  private static boolean missingQuantile(MetricExpr.RangeAggregation aggregation) {
    return aggregation.op() == RangeOp.QUANTILE_OVER_TIME && aggregation.parameter() == null;
  }

  private static void checkVector(MetricExpr.VectorAggregation aggregation) {
    if (aggregation.grouping() != null) {
      if (aggregation.op().sorts()) {
        throw TokenReader.problem("sort and sort_desc doesn't allow grouping by ");
      }
      if (aggregation.op() == VectorOp.APPROX_TOPK) {
        throw TokenReader.problem("grouping not allowed for approx_topk aggregation");
      }
    }
    if (aggregation.operand() instanceof MetricExpr.Literal) {
      checkMatchers(List.of());
    }
    check(aggregation.operand());
  }

  private static void checkPattern(String pattern) {
    try {
      Regex.anchored(pattern);
    } catch (RegexException e) {
      throw TokenReader.problem(
          "invalid regex in label_replace: error parsing regexp: " + e.reason());
    }
  }
}
