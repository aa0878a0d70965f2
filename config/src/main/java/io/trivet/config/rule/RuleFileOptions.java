package io.trivet.config.rule;

import io.trivet.core.option.Default;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A rule file as it is written.
record RuleFileOptions(List<Group> groups) {
  /// @param interval 0 for that of the configuration
  /// @param queryOffset null for that of the configuration
  record Group(
      @Default("") String name,
      @Default("0") Duration interval,
      @Nullable Duration queryOffset,
      @Default("0") int limit,
      Map<String, String> labels,
      List<Entry> rules) {}

  /// A rule: exactly one of `record` and `alert` is not empty.
  record Entry(
      @Default("") String record,
      @Default("") String alert,
      @Default("") String expr,
      @Default("0") Duration for_,
      @Default("0") Duration keepFiringFor,
      Map<String, String> labels,
      Map<String, String> annotations) {}
}
