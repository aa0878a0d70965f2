package io.trivet.logs.logql.ast;

import io.trivet.core.label.LabelMatcher;

/// A condition on the labels of an entry: `status >= 500 and method="GET"`.
@SuppressWarnings("AvoidCommonTypeNames") // "number" is what the language calls it
public sealed interface LabelFilter {
  /// `=`, `!=`, `=~` or `!~` with a text.
  record Text(LabelMatcher matcher) implements LabelFilter {}

  /// `label = ip("10.0.0.0/8")`
  record Ip(String label, boolean negated, String pattern) implements LabelFilter {}

  record Number(String label, Comparison comparison, double value) implements LabelFilter {}

  /// @param nanos the duration compared with, in nanoseconds
  record Duration(String label, Comparison comparison, long nanos) implements LabelFilter {}

  /// @param bytes the size compared with, in bytes
  record Bytes(String label, Comparison comparison, long bytes) implements LabelFilter {}

  record And(LabelFilter left, LabelFilter right) implements LabelFilter {}

  record Or(LabelFilter left, LabelFilter right) implements LabelFilter {}
}
