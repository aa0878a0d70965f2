package io.trivet.metrics.promql.eval;

import io.trivet.core.text.TextRange;
import io.trivet.metrics.histogram.HistogramTrim;
import io.trivet.metrics.histogram.IncompatibleHistogramsException;
import io.trivet.metrics.histogram.MutableHistogram;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import io.trivet.metrics.promql.ast.BinaryOp;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.function.Annotations;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One binary operation on two values, each a float or a histogram. Mutable: holds the result of
/// the last call; owned by one thread.
final class Arithmetic {
  private final BinaryOp op;
  private final TextRange at;

  /// The histogram that results; null if a float does.
  @Nullable NativeHistogram histogram;

  /// Whether a comparison holds; true for other operators.
  boolean holds;

  /// Whether the operands have no result.
  boolean incompatible;

  /// What is to be told of the last pair; null if nothing.
  @Nullable Notice notice;

  /// Tells of something.
  interface Notice {
    void tell(Annotations annotations);
  }

  Arithmetic(BinaryOp op, TextRange at) {
    this.op = op;
    this.at = at;
  }

  /// The result of an operator on floats; a comparison gives the left operand.
  static double floats(BinaryOp op, double left, double right) {
    return switch (op) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> left / right;
      case MODULO -> left % right;
      case POWER -> power(left, right);
      case ATAN2 -> Math.atan2(left, right);
      case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> left;
      case OR, AND, UNLESS, TRIM_UPPER, TRIM_LOWER -> Double.NaN;
    };
  }

  /// As in C: 1 to any power is 1, -1 to an infinite power too.
  private static double power(double left, double right) {
    if (left == 1 || left == -1 && Double.isInfinite(right)) {
      return 1;
    }
    return Math.pow(left, right);
  }

  static boolean compare(BinaryOp op, double left, double right) {
    return switch (op) {
      case EQUAL -> left == right;
      case NOT_EQUAL -> left != right;
      case LESS -> left < right;
      case LESS_EQUAL -> left <= right;
      case GREATER -> left > right;
      case GREATER_EQUAL -> left >= right;
      case OR,
          AND,
          UNLESS,
          TRIM_UPPER,
          TRIM_LOWER,
          ADD,
          SUBTRACT,
          MULTIPLY,
          DIVIDE,
          MODULO,
          ATAN2,
          POWER ->
          true;
    };
  }

  /// The float result; meaningless if [#histogram] is set or [#incompatible].
  double apply(
      double left,
      @Nullable NativeHistogram leftHistogram,
      double right,
      @Nullable NativeHistogram rightHistogram) {
    histogram = null;
    notice = null;
    holds = true;
    incompatible = false;
    if (leftHistogram == null && rightHistogram == null) {
      if (op == BinaryOp.TRIM_LOWER || op == BinaryOp.TRIM_UPPER) {
        return refuse("float", "float");
      }
      holds = compare(op, left, right);
      return floats(op, left, right);
    }
    if (leftHistogram != null && rightHistogram != null) {
      return both(leftHistogram, rightHistogram);
    }
    if (leftHistogram != null) {
      switch (op) {
        case MULTIPLY -> histogram = new MutableHistogram(leftHistogram).scale(right).build();
        case DIVIDE -> histogram = new MutableHistogram(leftHistogram).divide(right).build();
        case TRIM_UPPER -> histogram = HistogramTrim.trim(leftHistogram, right, true);
        case TRIM_LOWER -> histogram = HistogramTrim.trim(leftHistogram, right, false);
        case OR,
            AND,
            UNLESS,
            EQUAL,
            NOT_EQUAL,
            LESS,
            LESS_EQUAL,
            GREATER,
            GREATER_EQUAL,
            ADD,
            SUBTRACT,
            MODULO,
            ATAN2,
            POWER -> {
          return refuse("histogram", "float");
        }
      }
      return 0;
    }
    if (op == BinaryOp.MULTIPLY && rightHistogram != null) {
      histogram = new MutableHistogram(rightHistogram).scale(left).build();
      return 0;
    }
    return refuse("float", "histogram");
  }

  private double both(NativeHistogram left, NativeHistogram right) {
    switch (op) {
      case ADD, SUBTRACT -> sum(left, right);
      case EQUAL, NOT_EQUAL -> {
        holds = sameSample(left, right) == (op == BinaryOp.EQUAL);
        histogram = left;
      }
      case OR,
          AND,
          UNLESS,
          LESS,
          LESS_EQUAL,
          GREATER,
          GREATER_EQUAL,
          MULTIPLY,
          DIVIDE,
          MODULO,
          ATAN2,
          POWER,
          TRIM_UPPER,
          TRIM_LOWER -> {
        return refuse("histogram", "histogram");
      }
    }
    return 0;
  }

  private void sum(NativeHistogram left, NativeHistogram right) {
    String operation = op == BinaryOp.ADD ? "addition" : "subtraction";
    MutableHistogram result = new MutableHistogram(left);
    try {
      if (op == BinaryOp.ADD) {
        result.add(right);
      } else {
        result.subtract(right);
      }
    } catch (IncompatibleHistogramsException e) {
      String text = "incompatible bucket layout encountered for binary operator " + op.text;
      notice = annotations -> annotations.warn(text, at);
      incompatible = true;
      return;
    }
    boolean collided = result.hintsCollided();
    boolean reconciled = result.wasReconciled();
    if (collided || reconciled) {
      notice =
          annotations -> {
            if (collided) {
              annotations.conflictingResets(operation, at);
            }
            if (reconciled) {
              annotations.reconciledBuckets(operation, at);
            }
          };
    }
    if (op == BinaryOp.SUBTRACT) {
      result.hint(ResetHint.GAUGE);
    }
    histogram = result.build();
  }

  static boolean sameSample(NativeHistogram a, NativeHistogram b) {
    return new MutableHistogram(a)
        .hint(ResetHint.UNKNOWN)
        .build()
        .equals(new MutableHistogram(b).hint(ResetHint.UNKNOWN).build());
  }

  private double refuse(String left, String right) {
    incompatible = true;
    String text =
        "incompatible sample types encountered for binary operator \""
            + op.text
            + "\": "
            + left
            + " "
            + op.text
            + " "
            + right;
    notice = annotations -> annotations.info(text, at);
    return 0;
  }

  /// Applies the operator between the elements of a column and a scalar, in place.
  ///
  /// @param scalarLeft whether the scalar is the left operand
  void withScalar(
      Column column,
      double[] scalar,
      boolean scalarLeft,
      boolean returnBool,
      Annotations annotations) {
    double[] values = column.values;
    boolean comparison = op.isComparison();
    for (int i = 0; i < column.count; i++) {
      NativeHistogram element = column.histogram(i);
      double value = values[i];
      if (element == null && Column.isAbsent(value)) {
        continue;
      }
      double result =
          scalarLeft
              ? apply(scalar[i], null, value, element)
              : apply(value, element, scalar[i], null);
      if (notice != null) {
        notice.tell(annotations);
      }
      if (incompatible) {
        column.remove(i);
      } else if (comparison && returnBool) {
        column.set(i, holds ? 1 : 0);
      } else if (comparison) {
        if (!holds) {
          column.remove(i);
        }
      } else if (histogram != null) {
        column.set(i, histogram);
      } else {
        values[i] = result;
      }
    }
  }

  static void scalars(BinaryOp op, double[] left, double[] right, double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] =
          op.isComparison()
              ? (compare(op, left[i], right[i]) ? 1 : 0)
              : floats(op, left[i], right[i]);
    }
  }

  /// Changes the sign of all elements.
  static void negate(Column column) {
    for (int i = 0; i < column.count; i++) {
      NativeHistogram element = column.histogram(i);
      if (element != null) {
        column.set(i, new MutableHistogram(element).scale(-1).build());
      } else if (column.hasFloat(i)) {
        column.values[i] = -column.values[i];
      }
    }
  }

  static double[] repeat(double value, int count) {
    double[] out = new double[count];
    Arrays.fill(out, value);
    return out;
  }
}
