package io.trivet.traces.traceql.result;

import java.util.List;

/// Values of one attribute.
///
/// @param values sorted by type, then by text, each once
/// @param truncated whether there were more than the limit allows
public record TagValues(List<TagValue> values, boolean truncated) {
  public TagValues {
    values = List.copyOf(values);
  }

  /// @param type `string`, `int`, `float`, `bool`, `duration` or `keyword`
  public record TagValue(String type, String value) {}
}
