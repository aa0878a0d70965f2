package io.trivet.metrics.promql.ast;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The aggregation operators.
public enum AggregationOp {
  SUM(false),
  AVG(false),
  COUNT(false),
  MIN(false),
  MAX(false),
  GROUP(false),
  STDDEV(false),
  STDVAR(false),
  TOPK(true),
  BOTTOMK(true),
  COUNT_VALUES(true),
  QUANTILE(true),
  LIMITK(true),
  LIMIT_RATIO(true);

  /// Name in queries.
  public final String text;

  /// Whether a parameter stands before the vector.
  public final boolean hasParameter;

  AggregationOp(boolean hasParameter) {
    this.text = name().toLowerCase(Locale.ROOT);
    this.hasParameter = hasParameter;
  }

  /// Whether the result holds series of the operand as they are.
  public boolean selectsSeries() {
    return this == TOPK || this == BOTTOMK || this == LIMITK || this == LIMIT_RATIO;
  }

  /// The operator of this name in lower case, or null.
  public static @Nullable AggregationOp of(String name) {
    for (AggregationOp op : values()) {
      if (op.text.equals(name)) {
        return op;
      }
    }
    return null;
  }
}
