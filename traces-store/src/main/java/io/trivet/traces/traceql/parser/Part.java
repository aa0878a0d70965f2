package io.trivet.traces.traceql.parser;

import io.trivet.core.text.TextRange;
import io.trivet.traces.traceql.ast.MetricsExpr;
import io.trivet.traces.traceql.ast.Pipeline;
import io.trivet.traces.traceql.ast.ScalarExpr;
import io.trivet.traces.traceql.ast.SpansetExpr;
import io.trivet.traces.traceql.ast.Stage;
import io.trivet.traces.traceql.ast.Value;

/// What a piece of a query outside of braces turned out to be. Only the piece itself tells: `(` may
/// open a spanset, a pipeline, a scalar, a number or a metrics query.
sealed interface Part {
  TextRange at();

  /// For messages: "a spanset".
  String what();

  record OfSpansets(SpansetExpr expr) implements Part {
    @Override
    public TextRange at() {
      return expr.at();
    }

    @Override
    public String what() {
      return "a spanset";
    }
  }

  /// A stage that stands alone: a filter of scalars, `by`, `select`, `coalesce`.
  record OfStage(Stage stage) implements Part {
    @Override
    public TextRange at() {
      return stage.at();
    }

    @Override
    public String what() {
      return "a pipeline stage";
    }
  }

  /// More than one stage.
  record OfPipeline(Pipeline pipeline) implements Part {
    @Override
    public TextRange at() {
      return pipeline.at();
    }

    @Override
    public String what() {
      return "a pipeline";
    }
  }

  record OfScalar(ScalarExpr expr) implements Part {
    @Override
    public TextRange at() {
      return expr.at();
    }

    @Override
    public String what() {
      return "an aggregate";
    }
  }

  record OfConstant(Value value, TextRange at) implements Part {
    @Override
    public String what() {
      return "a number";
    }
  }

  record OfMetrics(MetricsExpr expr) implements Part {
    @Override
    public TextRange at() {
      return expr.at();
    }

    @Override
    public String what() {
      return "a metrics query";
    }
  }
}
