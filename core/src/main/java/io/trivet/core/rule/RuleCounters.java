package io.trivet.core.rule;

import java.util.concurrent.atomic.LongAdder;

/// What an engine counts. Safe for use from any thread.
public final class RuleCounters {
  final LongAdder evaluations = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder evaluationNanos = new LongAdder();
  final LongAdder iterations = new LongAdder();
  final LongAdder missed = new LongAdder();
  final LongAdder samples = new LongAdder();

  RuleCounters() {}

  /// Evaluations of rules.
  public long evaluations() {
    return evaluations.sum();
  }

  /// Evaluations that failed.
  public long failures() {
    return failures.sum();
  }

  /// Time that evaluations took.
  public long evaluationNanos() {
    return evaluationNanos.sum();
  }

  /// Evaluations of groups that were due, missed ones included.
  public long iterations() {
    return iterations.sum();
  }

  /// Evaluations of groups left out because the one before took too long.
  public long missed() {
    return missed.sum();
  }

  /// Samples written.
  public long samples() {
    return samples.sum();
  }
}
