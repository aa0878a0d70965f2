package io.trivet.traces;

import java.util.List;

/// The values of one attribute over the rows of a [SpanTable]. Types may differ from row to row.
/// Readable from any thread.
public interface AttributeColumn {
  /// Type of the value of a row, [ValueType#NONE] when the span has none.
  ValueType type(int row);

  /// For STRING: position of the value in [#dictionary]; -1 otherwise. Equal ids mean equal texts,
  /// so that a condition is decided once per distinct text.
  int stringId(int row);

  /// Distinct texts of the column.
  List<String> dictionary();

  /// For INT, and 0 or 1 for BOOL.
  long integer(int row);

  /// For DOUBLE.
  double floating(int row);

  /// For arrays, BYTES and OTHER: String, Long, Double or Boolean elements; bytes as one base64
  /// text.
  List<Object> elements(int row);
}
