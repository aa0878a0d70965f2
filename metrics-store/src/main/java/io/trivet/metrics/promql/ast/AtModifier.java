package io.trivet.metrics.promql.ast;

/// The `@` modifier: a fixed evaluation time.
public sealed interface AtModifier {

  /// `@ 1700000000.5`
  record Timestamp(long timestampMs) implements AtModifier {}

  /// `@ start()`
  record QueryStart() implements AtModifier {}

  /// `@ end()`
  record QueryEnd() implements AtModifier {}
}
