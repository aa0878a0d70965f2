package io.trivet.traces.traceql.metrics;

import io.trivet.traces.traceql.ast.Value;
import io.trivet.traces.traceql.result.MetricsExemplar;
import io.trivet.traces.traceql.result.NamedValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A series while it is computed.
///
/// @param labels without the name
/// @param name what `__name__` would say; null where it has been dropped or labels stand for it
/// @param values by interval, NaN for a gap
record Series(
    List<NamedValue> labels,
    @Nullable String name,
    double[] values,
    List<MetricsExemplar> exemplars) {
  static final String NAME = "__name__";

  Series withValues(double[] more) {
    return new Series(labels, name, more, exemplars);
  }

  /// Labels as they are shown.
  List<NamedValue> shown() {
    return labels.isEmpty() && name != null
        ? List.of(new NamedValue(NAME, new Value.Text(name)))
        : labels;
  }

  /// A text to order series by.
  String order() {
    StringBuilder out = new StringBuilder();
    for (NamedValue label : shown()) {
      out.append(label.key()).append('\u0001').append(label.value().text()).append('\u0002');
    }
    return out.toString();
  }
}
