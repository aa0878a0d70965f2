package io.trivet.metrics.otlp;

/// A metric as series know it.
///
/// @param name translated, without the suffixes of its parts such as `_bucket`
/// @param unit as words, "" when there is none
/// @param type as in metadata
public record TranslatedMetric(String name, String unit, String type) {
  /// @param keptDelta whether its values are stored as deltas, which no type describes
  /// @throws UntranslatableException if nothing is left of the name
  public static TranslatedMetric of(
      String name, String unit, MetricKind kind, boolean keptDelta, TranslationOptions options) {
    return new TranslatedMetric(
        MetricNames.translate(name, unit, kind, options.names()),
        MetricNames.unit(unit, options.names()),
        keptDelta ? "unknown" : kind.type());
  }
}
