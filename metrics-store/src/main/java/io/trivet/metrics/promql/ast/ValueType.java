package io.trivet.metrics.promql.ast;

/// The types of PromQL expressions.
public enum ValueType {
  SCALAR("scalar", "scalar"),
  STRING("string", "string"),
  VECTOR("vector", "instant vector"),
  MATRIX("matrix", "range vector");

  /// The name in syntax trees and result types.
  public final String shortName;

  /// The name in the documentation and in most messages.
  public final String documentedName;

  ValueType(String shortName, String documentedName) {
    this.shortName = shortName;
    this.documentedName = documentedName;
  }
}
