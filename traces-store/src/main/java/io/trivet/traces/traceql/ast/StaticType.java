package io.trivet.traces.traceql.ast;

/// What is known about the type of an expression before it runs.
public enum StaticType {
  INT,
  FLOAT,
  DURATION,
  STRING,
  BOOL,
  STATUS,
  KIND,
  NIL,
  /// An attribute: its type is known per span only.
  DYNAMIC;

  public boolean isNumeric() {
    return this == INT || this == FLOAT || this == DURATION || this == DYNAMIC;
  }

  /// Whether the two may stand on the sides of one operator.
  public boolean isComparableTo(StaticType other) {
    return this == other
        || this == DYNAMIC
        || other == DYNAMIC
        || this == NIL
        || other == NIL
        || isNumeric() && other.isNumeric();
  }

  public static StaticType of(Value value) {
    return switch (value) {
      case Value.Nil _ -> NIL;
      case Value.Text _ -> STRING;
      case Value.Int _ -> INT;
      case Value.Real _ -> FLOAT;
      case Value.Bool _ -> BOOL;
      case Value.Duration _ -> DURATION;
      case Value.Status _ -> STATUS;
      case Value.Kind _ -> KIND;
      case Value.Array _ -> DYNAMIC;
    };
  }
}
