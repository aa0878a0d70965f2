package io.trivet.config;

import io.trivet.config.alerting.AlertingOptions;
import io.trivet.config.option.TrivetOptions;
import io.trivet.config.problem.Problem;
import io.trivet.core.rule.RuleGroup;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What came of reading a configuration.
///
/// @param options null when there are errors
/// @param ruleGroups what the rule files say; empty when there are errors
/// @param alerting whom alerts are told to
/// @param problems errors and notices in the order of discovery
/// @param directory what relative paths in the file start from, absolute; the working directory
///   when there is no file
/// @param text the file as it was read, empty without one; may hold secrets
public record LoadedConfiguration(
    @Nullable TrivetOptions options,
    List<RuleGroup> ruleGroups,
    AlertingOptions alerting,
    List<Problem> problems,
    Path directory,
    String text) {
  public LoadedConfiguration {
    ruleGroups = List.copyOf(ruleGroups);
    problems = List.copyOf(problems);
  }

  /// The options.
  ///
  /// @throws ConfigurationException when there are errors, with all of them
  public TrivetOptions optionsOrThrow() {
    TrivetOptions loaded = options;
    if (loaded == null) {
      throw new ConfigurationException(errors());
    }
    return loaded;
  }

  /// Findings that make the configuration unusable.
  public List<Problem> errors() {
    return of(Problem.Severity.ERROR);
  }

  /// Findings an operator should know and that stop nothing.
  public List<Problem> notices() {
    return of(Problem.Severity.NOTICE);
  }

  private List<Problem> of(Problem.Severity severity) {
    return problems.stream()
        .filter(problem -> problem.severity() == severity)
        .collect(Collectors.toUnmodifiableList());
  }
}
