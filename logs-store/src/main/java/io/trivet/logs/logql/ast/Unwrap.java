package io.trivet.logs.logql.ast;

import io.trivet.core.text.TextRange;
import java.util.List;

/// `| unwrap bytes(size) | __error__=""`: takes the sample value from a label.
///
/// @param filters label filters after the conversion, all must hold
public record Unwrap(String label, Conversion conversion, List<LabelFilter> filters, TextRange at) {
  /// How the text of the label becomes a number.
  public enum Conversion {
    NUMBER(""),
    /// A size with a unit, in bytes.
    BYTES("bytes"),
    /// A duration in the spelling of Go, in seconds.
    DURATION("duration"),
    DURATION_SECONDS("duration_seconds");

    /// The name of the conversion function; empty for plain numbers.
    public final String function;

    Conversion(String function) {
      this.function = function;
    }
  }

  public Unwrap {
    filters = List.copyOf(filters);
  }
}
