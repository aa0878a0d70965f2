package io.trivet.logs.logql.ast;

/// Aggregations over the series of one instant.
public enum VectorOp {
  SUM("sum"),
  AVG("avg"),
  MIN("min"),
  MAX("max"),
  COUNT("count"),
  STDDEV("stddev"),
  STDVAR("stdvar"),
  TOPK("topk"),
  BOTTOMK("bottomk"),
  APPROX_TOPK("approx_topk"),
  SORT("sort"),
  SORT_DESC("sort_desc");

  public final String text;

  VectorOp(String text) {
    this.text = text;
  }

  /// Whether the number of samples to keep comes first among the arguments.
  public boolean takesCount() {
    return this == TOPK || this == BOTTOMK || this == APPROX_TOPK;
  }

  public boolean sorts() {
    return this == SORT || this == SORT_DESC;
  }
}
