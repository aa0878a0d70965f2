package io.trivet.core.rule;

import java.util.List;

/// Rules that are evaluated together, one after the other as far as they depend on each other.
///
/// @param file where they are written; with the name it identifies the group
/// @param queryOffsetMs how far in the past expressions are evaluated
/// @param limit most series of a recording rule, most alerts of an alerting rule; 0 for no limit
public record RuleGroup(
    String file, String name, long intervalMs, long queryOffsetMs, int limit, List<Rule> rules) {
  public RuleGroup {
    rules = List.copyOf(rules);
    if (intervalMs <= 0) {
      throw new IllegalArgumentException("the interval must be longer than 0");
    }
  }

  /// What stays the same when the content of a group changes.
  public record Key(String file, String name) {}

  Key key() {
    return new Key(file, name);
  }
}
