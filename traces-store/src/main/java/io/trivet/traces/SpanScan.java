package io.trivet.traces;

import io.trivet.core.time.TimeRange;
import java.util.List;

/// What a query wants of the store.
///
/// @param range nanoseconds, both ends included; tables without a span in it are left out, the
///   caller still filters
/// @param required conditions of which every wanted trace satisfies all; the store uses them only
///   to skip tables that cannot match, the caller still filters
public record SpanScan(TimeRange range, List<Required> required) {
  public SpanScan {
    required = List.copyOf(required);
  }

  /// Some span of the trace has this text as the value of the attribute; scope SPAN with the name
  /// `name` in [#INTRINSIC_NAME] means the span's name.
  public record Required(AttributeScope scope, String name, String value) {
    public static final String INTRINSIC_NAME = "\u0000name";
  }
}
