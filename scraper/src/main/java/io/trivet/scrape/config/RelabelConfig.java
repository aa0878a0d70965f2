package io.trivet.scrape.config;

import io.trivet.core.label.Regex;
import io.trivet.core.label.RegexException;
import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// One relabelling rule.
///
/// @param action replace, keep, drop, keepequal, dropequal, hashmod, labelmap, labeldrop,
///   labelkeep, lowercase or uppercase, in any case of letters
public record RelabelConfig(
    @Describe("Labels whose values are joined and matched.") List<String> sourceLabels,
    @Default(";") @Describe("What joins the values.") String separator,
    @Default("(.*)") @Describe("Regular expression (RE2) that must match the whole.") String regex,
    @Default("0") @Describe("Modulus of hashmod.") long modulus,
    @Default("") @Describe("Label that gets the result.") String targetLabel,
    @Default("$1") @Describe("The result, with $1 or ${name} for groups.") String replacement,
    @Default("replace") @Describe("What the rule does.") String action) {

  private static final Set<String> ACTIONS =
      Set.of(
          "replace",
          "keep",
          "drop",
          "keepequal",
          "dropequal",
          "hashmod",
          "labelmap",
          "labeldrop",
          "labelkeep",
          "lowercase",
          "uppercase");
  private static final Set<String> NEED_TARGET =
      Set.of("replace", "hashmod", "lowercase", "uppercase", "keepequal", "dropequal");

  public RelabelConfig {
    sourceLabels = List.copyOf(sourceLabels);
    action = action.toLowerCase(Locale.ROOT);
  }

  /// Adds what is wrong with this rule.
  public void validate(String path, List<OptionProblem> problems) {
    try {
      Regex.anchored(regex);
    } catch (RegexException e) {
      problems.add(new OptionProblem(path + ".regex", e.reason()));
    }
    if (action.isEmpty()) {
      problems.add(new OptionProblem(path + ".action", "relabel action cannot be empty"));
    } else if (!ACTIONS.contains(action)) {
      problems.add(
          new OptionProblem(path + ".action", "unknown relabel action \"" + action + "\""));
    }
    if (modulus < 0 || modulus == 0 && action.equals("hashmod")) {
      problems.add(
          new OptionProblem(
              path + ".modulus", "relabel configuration for hashmod requires non-zero modulus"));
    }
    if (NEED_TARGET.contains(action)) {
      targetProblems(path, problems);
    }
    boolean changesCase = action.equals("lowercase") || action.equals("uppercase");
    if (changesCase && !replacement.equals("$1")) {
      problems.add(
          new OptionProblem(
              path + ".replacement", "'replacement' can not be set for " + action + " action"));
    }
    if (action.equals("labelmap") && replacement.isEmpty()) {
      problems.add(
          new OptionProblem(
              path + ".replacement",
              "\"" + replacement + "\" is invalid 'replacement' for labelmap action"));
    }
    shapeProblems(path, problems);
  }

  private void targetProblems(String path, List<OptionProblem> problems) {
    if (targetLabel.isEmpty()) {
      problems.add(
          new OptionProblem(
              path + ".target_label",
              "relabel configuration for " + action + " action requires 'target_label' value"));
    }
  }

  private void shapeProblems(String path, List<OptionProblem> problems) {
    boolean plainText = separator.equals(";") && modulus == 0 && replacement.equals("$1");
    if (action.equals("labeldrop") || action.equals("labelkeep")) {
      if (!sourceLabels.isEmpty() || !targetLabel.isEmpty() || !plainText) {
        problems.add(
            new OptionProblem(path, action + " action requires only 'regex', and no other fields"));
      }
    } else if (action.equals("keepequal") || action.equals("dropequal")) {
      if (!plainText || !regex.equals("(.*)")) {
        problems.add(
            new OptionProblem(
                path,
                action
                    + " action requires only 'source_labels' and `target_label`, and no other"
                    + " fields"));
      }
    }
  }
}
