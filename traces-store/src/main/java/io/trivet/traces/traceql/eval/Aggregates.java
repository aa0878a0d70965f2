package io.trivet.traces.traceql.eval;

import io.trivet.traces.traceql.ast.AggregateFunction;
import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.Value;
import java.util.BitSet;

/// Aggregates over the spans of a spanset. Values that are no numbers are left out; without any the
/// result is nil.
final class Aggregates {
  private Aggregates() {}

  static Value apply(AggregateFunction function, RowValue operand, TraceTree tree, BitSet spans) {
    if (function == AggregateFunction.COUNT) {
      return new Value.Int(spans.cardinality());
    }
    Value result = Value.NIL;
    double total = 0;
    double compensation = 0;
    long whole = 0;
    boolean exact = true;
    Value first = Value.NIL;
    long count = 0;
    for (int i = spans.nextSetBit(0); i >= 0; i = spans.nextSetBit(i + 1)) {
      Value value = operand.value(tree.row(i));
      if (!Arithmetic.isNumber(value)) {
        continue;
      }
      if (count++ == 0) {
        first = value;
        result = value;
      }
      switch (function) {
        case MAX -> result = Comparisons.compare(Operator.GREATER, value, result) ? value : result;
        case MIN -> result = Comparisons.compare(Operator.LESS, value, result) ? value : result;
        case SUM, AVG -> {
          double number = Arithmetic.number(value);
          double next = total + number;
          compensation +=
              Math.abs(total) >= Math.abs(number)
                  ? (total - next) + number
                  : (number - next) + total;
          total = next;
          exact &= !(value instanceof Value.Real);
          whole += value instanceof Value.Real ? 0 : integer(value);
        }
        case COUNT -> {}
      }
    }
    if (count == 0) {
      return Value.NIL;
    }
    double sum = total + compensation;
    boolean integers = exact;
    return switch (function) {
      case MAX, MIN, COUNT -> result;
      case SUM ->
          switch (first) {
            case Value.Duration _ -> new Value.Duration(integers ? whole : Math.round(sum));
            case Value.Int _ when integers -> new Value.Int(whole);
            default -> new Value.Real(sum);
          };
      case AVG ->
          first instanceof Value.Duration
              ? new Value.Duration((long) (sum / count))
              : new Value.Real(sum / count);
    };
  }

  private static long integer(Value value) {
    return switch (value) {
      case Value.Int number -> number.value();
      case Value.Duration duration -> duration.nanos();
      default -> 0;
    };
  }
}
