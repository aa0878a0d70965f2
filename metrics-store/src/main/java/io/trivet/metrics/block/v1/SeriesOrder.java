package io.trivet.metrics.block.v1;

import io.trivet.core.label.Labels;
import java.util.Comparator;

/// The order of series in a block: by metric name, then by all labels.
public final class SeriesOrder {
  public static final Comparator<Labels> COMPARATOR =
      (a, b) -> {
        int order = Labels.compareText(a.metricName(), b.metricName());
        return order != 0 ? order : a.compareTo(b);
      };

  private SeriesOrder() {}
}
