package io.trivet.metrics.promql.eval;

import io.trivet.metrics.promql.ast.ValueType;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.Scratch;
import io.trivet.metrics.promql.column.Steps;
import io.trivet.metrics.promql.column.Vector;
import io.trivet.metrics.promql.function.Extremes;
import io.trivet.metrics.promql.plan.Plan;
import java.util.Arrays;

/// The functions that return scalars.
final class ScalarFunctions {
  private final Evaluator evaluator;

  ScalarFunctions(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  double[] call(Plan.Call call, Steps steps) {
    return switch (call.function()) {
      case "pi" -> Arithmetic.repeat(Math.PI, steps.count());
      case "time" -> times(steps);
      case "scalar" -> single(evaluator.vector(call.args().getFirst(), steps));
      case "min_of", "max_of" -> extreme(call, steps);
      default -> throw Evaluator.unexpected(call, ValueType.SCALAR);
    };
  }

  static double[] times(Steps steps) {
    double[] out = new double[steps.count()];
    for (int i = 0; i < out.length; i++) {
      out[i] = steps.time(i) / 1000.0;
    }
    return out;
  }

  private double[] extreme(Plan.Call call, Steps steps) {
    double[] out = evaluator.scalar(call.args().get(0), steps);
    double[] other = evaluator.scalar(call.args().get(1), steps);
    boolean largest = call.function().equals("max_of");
    for (int i = 0; i < out.length; i++) {
      out[i] = largest ? Extremes.max(out[i], other[i]) : Extremes.min(out[i], other[i]);
    }
    return out;
  }

  /// The value of the only float at each step; not a number if there are none or several.
  private double[] single(Vector vector) {
    int count = vector.steps().count();
    double[] out = new double[count];
    Arrays.fill(out, Double.NaN);
    int[] found = new int[count];
    Scratch scratch = new Scratch();
    Column column = new Column(count);
    for (int i = 0; i < vector.size(); i++) {
      evaluator.evaluation().context().check();
      column.clear();
      vector.read(i, scratch, column);
      for (int step = 0; step < count; step++) {
        if (column.hasFloat(step)) {
          out[step] = ++found[step] == 1 ? column.values[step] : Double.NaN;
        }
      }
    }
    return out;
  }
}
