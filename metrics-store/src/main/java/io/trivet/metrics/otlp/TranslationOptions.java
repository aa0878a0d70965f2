package io.trivet.metrics.otlp;

import io.trivet.core.label.LabelLimits;
import java.util.List;
import java.util.Set;

/// How OTLP metrics become series.
///
/// @param names how metric and label names are written
/// @param resource which attributes of the resource become labels
/// @param promoteScope whether name, version, schema URL and attributes of the scope become labels
/// @param customBuckets whether explicit histograms become native ones with custom buckets
/// @param typeAndUnitLabels whether series get the labels `__type__` and `__unit__`
/// @param zeroAtStart whether a zero is stored at the start timestamp of a series
/// @param delta what becomes of values with delta temporality
/// @param lookbackMs lookback of queries in ms; `target_info` is written twice in this time
/// @param limits bounds of the labels of a new series
public record TranslationOptions(
    Names names,
    Resource resource,
    boolean promoteScope,
    boolean customBuckets,
    boolean typeAndUnitLabels,
    boolean zeroAtStart,
    Delta delta,
    long lookbackMs,
    LabelLimits limits) {

  /// What Prometheus does when nothing is configured.
  public static final TranslationOptions DEFAULT =
      new TranslationOptions(
          new Names(true, true, true, true),
          new Resource(false, Set.of(), false),
          false,
          false,
          false,
          false,
          Delta.REFUSE,
          300_000,
          LabelLimits.NONE);

  /// What becomes of values with delta temporality.
  public enum Delta {
    REFUSE,
    /// Added up to cumulative values.
    ACCUMULATE,
    /// Stored as they are, of type unknown.
    KEEP
  }

  /// @param escape whether characters beyond ASCII letters, digits and `_` are replaced
  /// @param suffixes whether metric names get their unit and `total` or `ratio`
  /// @param prefixUnderscore whether a label name with one leading `_` gets `key` before it
  /// @param keepUnderscores whether several underscores in a label name stay as they are
  public record Names(
      boolean escape, boolean suffixes, boolean prefixUnderscore, boolean keepUnderscores) {}

  /// @param all whether every attribute becomes a label, but for those in `listed`
  /// @param listed attributes that become labels, or with `all` those that do not
  /// @param keepIdentifying whether `target_info` has service.name, .namespace and .instance.id
  public record Resource(boolean all, Set<String> listed, boolean keepIdentifying) {
    public Resource {
      listed = Set.copyOf(listed);
    }

    public static Resource promoting(List<String> attributes) {
      return new Resource(false, Set.copyOf(attributes), false);
    }

    boolean promotes(String attribute) {
      return all != listed.contains(attribute);
    }
  }
}
