package io.trivet.core.rule;

import io.trivet.core.label.Labels;
import org.jspecify.annotations.Nullable;

/// One element of what an expression gives.
///
/// @param histogram a native histogram of the language, then `value` means nothing; the engine
///   hands it to the storage as it is, and templates print its `toString`
public record RuleSample(Labels labels, double value, @Nullable Object histogram) {
  public static RuleSample of(Labels labels, double value) {
    return new RuleSample(labels, value, null);
  }
}
