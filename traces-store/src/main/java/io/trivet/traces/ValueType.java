package io.trivet.traces;

/// Type of an attribute value.
public enum ValueType {
  /// The span has no such attribute.
  NONE,
  STRING,
  INT,
  DOUBLE,
  BOOL,
  BYTES,
  STRING_ARRAY,
  INT_ARRAY,
  DOUBLE_ARRAY,
  BOOL_ARRAY,
  /// A key-value list or an array of mixed types; readable as JSON text.
  OTHER
}
