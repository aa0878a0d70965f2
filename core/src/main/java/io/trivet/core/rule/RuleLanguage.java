package io.trivet.core.rule;

import java.util.List;
import java.util.function.Predicate;

/// Evaluates the expressions of rules. Safe for use from any thread.
public interface RuleLanguage {
  /// The elements of an expression at one time; a scalar counts as one element without labels.
  ///
  /// @param group on whose behalf
  /// @throws io.trivet.core.error.TrivetException if it cannot be evaluated, or gives something
  ///   else
  List<RuleSample> evaluate(RuleGroup.Key group, String expression, long timeMs);

  /// Whether an expression may read series of a metric name; true where that cannot be said.
  default Predicate<String> reads(String expression) {
    return _ -> true;
  }
}
