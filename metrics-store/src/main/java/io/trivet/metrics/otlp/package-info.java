/// From the model of OpenTelemetry metrics to series, free of protocol bytes.
///
/// ```text
/// name + unit + kind ------> MetricNames, UnitNames --+
/// attributes of the point -> LabelNames --------------+-> SeriesLabels -> Labels
/// resource and scope ------> TranslationOptions ------+
/// exponential buckets -----> ExponentialBuckets -> NativeHistogram
/// explicit buckets --------> ExplicitHistogram -> classic series, or NativeHistogram
/// delta values ------------> DeltaStreams -> cumulative values
/// ```
///
/// Source: OpenTelemetry specification, "Prometheus and OpenMetrics Compatibility", with the
/// choices of Prometheus 3 where it leaves any.
@NullMarked
package io.trivet.metrics.otlp;

import org.jspecify.annotations.NullMarked;
