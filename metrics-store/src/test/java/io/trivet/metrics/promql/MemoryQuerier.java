package io.trivet.metrics.promql;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.MetricMetadata;
import io.trivet.metrics.MetricsQuerier;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.SeriesSelection;
import io.trivet.metrics.histogram.CounterResets;
import io.trivet.metrics.histogram.MutableHistogram;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Series in memory. What is known of counter resets is worked out as a store would.
final class MemoryQuerier implements MetricsQuerier {
  private final Map<Labels, TreeMap<Long, Sample>> series = new TreeMap<>();

  private record Sample(double value, @Nullable NativeHistogram histogram, long start) {}

  void clear() {
    series.clear();
  }

  void add(
      Labels labels, long time, double value, @Nullable NativeHistogram histogram, long start) {
    series
        .computeIfAbsent(labels, _ -> new TreeMap<>())
        .put(time, new Sample(value, histogram, start));
  }

  /// Labels of all series.
  List<Labels> all() {
    return new ArrayList<>(series.keySet());
  }

  /// Values of a series by time.
  Map<Long, Double> values(Labels labels) {
    Map<Long, Double> values = new TreeMap<>();
    series.getOrDefault(labels, new TreeMap<>()).forEach((t, s) -> values.put(t, s.value));
    return values;
  }

  /// Sets the reset hints of all histograms from what came before each.
  void settleHints() {
    for (TreeMap<Long, Sample> samples : series.values()) {
      NativeHistogram previous = null;
      for (Map.Entry<Long, Sample> entry : samples.entrySet()) {
        Sample sample = entry.getValue();
        NativeHistogram histogram = sample.histogram;
        if (histogram != null) {
          ResetHint hint = hint(previous, histogram);
          entry.setValue(
              new Sample(0, new MutableHistogram(histogram).hint(hint).build(), sample.start));
        }
        previous = histogram;
      }
    }
  }

  private static ResetHint hint(@Nullable NativeHistogram previous, NativeHistogram histogram) {
    if (histogram.resetHint == ResetHint.GAUGE || histogram.resetHint == ResetHint.RESET) {
      return histogram.resetHint;
    }
    if (previous == null || previous.resetHint == ResetHint.GAUGE) {
      return ResetHint.UNKNOWN;
    }
    if (CounterResets.isReset(
        previous, new MutableHistogram(histogram).hint(ResetHint.UNKNOWN).build())) {
      return ResetHint.UNKNOWN;
    }
    return previous.schema == histogram.schema && previous.zeroThreshold == histogram.zeroThreshold
        ? ResetHint.NO_RESET
        : ResetHint.UNKNOWN;
  }

  @Override
  public SeriesSelection select(
      QueryContext context, List<LabelMatcher> matchers, TimeRange range) {
    List<Labels> found = new ArrayList<>();
    for (Labels labels : series.keySet()) {
      if (matchers.stream().allMatch(matcher -> matcher.matches(labels))) {
        found.add(labels);
      }
    }
    return new Selection(found, range);
  }

  private final class Selection implements SeriesSelection {
    private final List<Labels> found;
    private final TimeRange range;

    Selection(List<Labels> found, TimeRange range) {
      this.found = found;
      this.range = range;
    }

    @Override
    public int size() {
      return found.size();
    }

    @Override
    public Labels labels(int index) {
      return found.get(index);
    }

    @Override
    public String label(int index, String name) {
      return found.get(index).get(name);
    }

    @Override
    public void read(int index, SampleBuffer into) {
      into.clear();
      TreeMap<Long, Sample> samples = series.get(found.get(index));
      if (samples == null) {
        return;
      }
      samples
          .subMap(range.min(), true, range.max(), true)
          .forEach((time, sample) -> {
            if (sample.histogram != null) {
              into.add(time, sample.histogram);
            } else {
              into.add(time, sample.value);
            }
            into.start(sample.start);
          });
    }

    @Override
    public void close() {}
  }

  @Override
  public List<String> labelNames(
      QueryContext context, List<List<LabelMatcher>> selectors, TimeRange range) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> labelValues(
      QueryContext context, String name, List<List<LabelMatcher>> selectors, TimeRange range) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Labels> series(
      QueryContext context, List<List<LabelMatcher>> selectors, TimeRange range) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<Labels, List<Exemplar>> exemplars(
      QueryContext context, List<List<LabelMatcher>> selectors, TimeRange range) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, List<MetricMetadata>> metadata() {
    throw new UnsupportedOperationException();
  }
}
