package io.trivet.appliance.api.prometheus;

import io.trivet.appliance.api.http.GoNumbers;
import io.trivet.appliance.api.http.Utf8;
import io.trivet.core.codec.Hash128;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.metrics.AppendStatus;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.head.HistogramCheck;
import io.trivet.metrics.histogram.NativeHistogram;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Appends the samples of one request and counts what became of them. Owned by one thread.
final class SeriesWriter {
  final MetricsAppender appender;
  final Hash128 hash = new Hash128();
  private final WriteObserver observer;
  final WriteSettings settings;
  long samples;
  long histograms;
  long exemplars;

  /// Texts of what was refused, one a line, in the order of the request.
  final StringBuilder problems = new StringBuilder();

  private int problemCount;

  SeriesWriter(MetricsAppender appender, WriteObserver observer, WriteSettings settings) {
    this.settings = settings;
    this.appender = appender;
    this.observer = observer;
  }

  private static final int MAX_PROBLEMS = 100;

  void problem(String text) {
    if (problemCount < MAX_PROBLEMS) {
      problems.append(problemCount == 0 ? "" : "\n").append(text);
    }
    problemCount++;
  }

  void refused(String reason) {
    observer.refused(reason, 1);
  }

  /// Adds a float sample; null if it was taken, else why not. Its start can make a sample of 0 and
  /// is not stored: Prometheus keeps no start that is written remotely, and with it `rate` would
  /// answer otherwise.
  @Nullable String sample(long series, long timestamp, double value, long start) {
    if (beginsAfterNewest(series, timestamp, start)) {
      appender.add(series, start, 0.0, MetricsAppender.NO_START);
    }
    AppendStatus status = appender.add(series, timestamp, value, MetricsAppender.NO_START);
    if (status.isAccepted()) {
      samples++;
      return null;
    }
    return status == AppendStatus.DUPLICATE_TIMESTAMP
        ? duplicate(series, timestamp, value)
        : text(status);
  }

  /// A counter that began after the newest sample began at zero: that is a sample, too, so that
  /// functions like `rate` see the increase since.
  private boolean beginsAfterNewest(long series, long timestamp, long start) {
    return settings.zeroSamples()
        && start > 0
        && start < timestamp
        && start > appender.newestTime(series);
  }

  /// Adds a histogram; null if it was taken, else why not.
  @Nullable String histogram(long series, long timestamp, NativeHistogram value, long start) {
    if (beginsAfterNewest(series, timestamp, start)) {
      appender.add(series, start, value.zero(), MetricsAppender.NO_START);
    }
    AppendStatus status = appender.add(series, timestamp, value, MetricsAppender.NO_START);
    if (status.isAccepted()) {
      histograms++;
      return null;
    }
    String invalid = HistogramCheck.problem(value);
    return status == AppendStatus.INVALID_HISTOGRAM && invalid != null
        ? invalid(invalid)
        : text(status);
  }

  /// Adds an exemplar; one that is refused does not fail the request.
  void exemplar(long series, Exemplar exemplar) {
    AppendStatus status = appender.addExemplar(series, exemplar);
    if (status.isAccepted()) {
      exemplars++;
    } else {
      refused("exemplar");
    }
  }

  private String duplicate(long series, long timestamp, double value) {
    refused("duplicate");
    Double existing = appender.newestValue(series);
    return "duplicate sample for timestamp "
        + timestamp
        + "; overrides not allowed: existing "
        + (existing == null ? "is a histogram" : GoNumbers.sample(existing))
        + ", new value "
        + GoNumbers.sample(value);
  }

  private String invalid(String problem) {
    refused("invalid_histogram");
    return problem;
  }

  private String text(AppendStatus status) {
    return switch (status) {
      case DUPLICATE_TIMESTAMP -> {
        refused("duplicate");
        yield "duplicate sample for timestamp";
      }
      case OUT_OF_ORDER -> {
        refused("out_of_order");
        yield "out of order sample";
      }
      case TOO_OLD -> {
        refused("too_old");
        yield "too old sample";
      }
      case OUT_OF_BOUNDS -> {
        refused("out_of_bounds");
        yield "out of bounds";
      }
      case IN_FUTURE -> {
        refused("out_of_bounds");
        yield "out of bounds: timestamp is too far in the future";
      }
      case INVALID_HISTOGRAM -> {
        refused("invalid_histogram");
        yield "invalid native histogram";
      }
      case INVALID_EXEMPLAR, UNKNOWN_SERIES, ACCEPTED, SAME_SAMPLE, SUPERSEDED -> {
        refused("unknown_series");
        yield "the series is not known any more; send again";
      }
    };
  }

  /// Why new labels are over a limit, null if they are not; counts the refusal.
  @Nullable String overLimit(Labels labels) {
    String problem = settings.limits().problem(labels);
    if (problem != null) {
      refused("label_limit");
    }
    return problem;
  }

  /// Collects label pairs, and finds what Prometheus does not take.
  static final class LabelCollector {
    private final LabelsBuilder labels = new LabelsBuilder();
    private final List<Map.Entry<String, String>> shown = new ArrayList<>();
    private boolean invalid;
    private String duplicate = "";

    void clear() {
      labels.reset(Labels.EMPTY);
      shown.clear();
      invalid = false;
      duplicate = "";
    }

    void add(
        byte[] names, int nameAt, int nameLength, byte[] values, int valueAt, int valueLength) {
      String name = new String(names, nameAt, nameLength, StandardCharsets.UTF_8);
      String value = new String(values, valueAt, valueLength, StandardCharsets.UTF_8);
      shown.add(Map.entry(name, value));
      invalid |=
          nameLength == 0
              || Utf8.firstInvalid(names, nameAt, nameLength) >= 0
              || Utf8.firstInvalid(values, valueAt, valueLength) >= 0;
      if (!labels.get(name).isEmpty()) {
        duplicate = name;
      }
      labels.set(name, value);
    }

    /// All pairs as they came, sorted by name.
    private String shown() {
      StringBuilder out = new StringBuilder("{");
      shown.sort(Map.Entry.comparingByKey());
      for (Map.Entry<String, String> pair : shown) {
        out.append(out.length() == 1 ? "" : ", ");
        if (Labels.isPlainName(pair.getKey())) {
          out.append(pair.getKey());
        } else {
          Labels.quote(pair.getKey(), out);
        }
        out.append('=');
        Labels.quote(pair.getValue(), out);
      }
      return out.append('}').toString();
    }

    /// What is wrong, null if nothing.
    @Nullable String problem() {
      if (invalid || labels.get(Labels.METRIC_NAME).isEmpty()) {
        return "invalid metric name or labels, got " + shown();
      }
      return duplicate.isEmpty()
          ? null
          : "invalid labels for series, labels " + shown() + ", duplicated label " + duplicate;
    }

    /// Sets a label whatever came under its name; "" takes it away.
    void put(String name, String value) {
      labels.set(name, value);
    }

    Labels build() {
      return labels.build();
    }
  }
}
