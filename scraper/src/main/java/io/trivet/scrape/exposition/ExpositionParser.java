package io.trivet.scrape.exposition;

import io.trivet.core.label.LabelsBuilder;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.histogram.NativeHistogram;
import org.jspecify.annotations.Nullable;

/// Reads one exposition from entry to entry. Each accessor speaks of the entry that [#next] came to
/// last and only of those kinds it names. Owned by one thread.
public interface ExpositionParser {
  /// Longest list of labels of one series; more is an error.
  int MAX_LABELS = 10_000;

  /// A parser of the Prometheus text format, versions 0.0.4 and 1.0.0.
  ///
  /// @param body taken over; room for one byte after the length saves a copy
  static ExpositionParser text(byte[] body, int length) {
    return new TextParser(body, length);
  }

  /// A parser of OpenMetrics text, versions 0.0.1 and 1.0.0. Start timestamps are those of
  /// `_created` lines.
  ///
  /// @param createdToo whether these lines are samples of their own as well
  static ExpositionParser openMetrics(byte[] body, int length, boolean createdToo) {
    return new OpenMetricsParser(body, length, createdToo);
  }

  /// A parser of length-delimited `io.prometheus.client.MetricFamily` messages.
  ///
  /// @param nativeHistograms whether native histograms are wanted
  /// @param classicToo whether classic buckets are wanted beside a native histogram
  /// @param customBuckets whether native histograms with custom buckets are made of classic ones
  static ExpositionParser protobuf(
      byte[] body,
      int length,
      boolean nativeHistograms,
      boolean classicToo,
      boolean customBuckets) {
    return new ProtobufParser(body, length, nativeHistograms, classicToo, customBuckets);
  }

  /// A parser that makes native histograms with custom buckets of classic ones.
  ///
  /// @param classicToo whether the classic series are wanted as well
  static ExpositionParser customBuckets(ExpositionParser inner, boolean classicToo) {
    return new CustomBucketsParser(inner, classicToo);
  }

  /// Moves to the next entry.
  ///
  /// @throws ExpositionException if the exposition is malformed
  Entry next();

  /// First half of the hash of what names the series of a SAMPLE or HISTOGRAM in this exposition:
  /// equal bytes have equal hashes and, where they mean different labels because of the type before
  /// them, different ones.
  long keyHigh();

  /// Second half of the hash.
  long keyLow();

  /// Sets the labels of a SAMPLE or HISTOGRAM, metric name included; empty values are left out.
  ///
  /// @return a name that comes twice, null if none does
  @Nullable String labels(LabelsBuilder into);

  /// Whether a SAMPLE has this label with an empty value, which [#labels] leaves out.
  default boolean hasEmptyLabel(String name) {
    return false;
  }

  /// Value of a SAMPLE; any NaN is the canonical one.
  double value();

  /// Value of a HISTOGRAM.
  NativeHistogram histogram();

  /// Whether a SAMPLE or HISTOGRAM has its own timestamp.
  boolean hasTimestamp();

  /// That timestamp, in ms.
  long timestampMs();

  /// Start timestamp in ms, [MetricsAppender#NO_START] where the exposition has none.
  default long startMs() {
    return MetricsAppender.NO_START;
  }

  /// Number of exemplars of a SAMPLE or HISTOGRAM.
  int exemplars();

  /// One of them.
  ///
  /// @param timestampMs time of an exemplar that does not say one
  Exemplar exemplar(int index, long timestampMs);

  /// Name of the metric family of a TYPE, HELP or UNIT.
  Slice family();

  /// The bytes of a HELP or UNIT as they stand in the exposition.
  Slice text();

  /// The text of a HELP, escapes resolved.
  String help();

  /// The type said last.
  MetricType type();
}
