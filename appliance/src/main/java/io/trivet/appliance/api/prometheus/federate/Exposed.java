package io.trivet.appliance.api.prometheus.federate;

import io.trivet.core.label.Labels;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The newest sample of one series.
///
/// @param name of the metric
/// @param labels alternating names and values: those of the series, then `instance` and the
///   external ones it lacks
/// @param histogram then `value` means nothing
record Exposed(
    String name,
    List<String> labels,
    long timeMs,
    double value,
    @Nullable NativeHistogram histogram) {

  static Exposed of(
      Labels series,
      Map<String, String> external,
      long timeMs,
      double value,
      @Nullable NativeHistogram histogram) {
    List<String> all = new ArrayList<>();
    series.forEach((name, text) -> {
      if (!name.equals(Labels.METRIC_NAME)) {
        all.add(name);
        all.add(text);
      }
    });
    Map<String, String> added = new TreeMap<>(external);
    // Without it, who scrapes this would put its own in.
    added.putIfAbsent("instance", "");
    added.forEach((name, text) -> {
      if (!series.has(name)) {
        all.add(name);
        all.add(text);
      }
    });
    return new Exposed(series.metricName(), all, timeMs, value, histogram);
  }
}
