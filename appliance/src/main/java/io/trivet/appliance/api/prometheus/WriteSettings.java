package io.trivet.appliance.api.prometheus;

import io.trivet.core.label.LabelLimits;

/// What remote write may bring and what becomes of it.
///
/// @param version1 whether messages of version 1.0 are taken
/// @param version2 whether messages of version 2.0 are taken
/// @param zeroSamples whether a start timestamp makes a sample of 0
/// @param typeAndUnitLabels whether series get the labels `__type__` and `__unit__` of their
///   metadata
/// @param limits bounds of the labels of a new series
public record WriteSettings(
    boolean version1,
    boolean version2,
    boolean zeroSamples,
    boolean typeAndUnitLabels,
    LabelLimits limits) {
  public static final WriteSettings DEFAULT =
      new WriteSettings(true, true, false, false, LabelLimits.NONE);
}
