package io.trivet.scrape.config;

import java.util.List;
import java.util.Set;

/// The words for valid names and for their escaping.
final class NameScheme {
  private static final Set<String> VALIDATION = Set.of("", "utf8", "legacy");
  private static final Set<String> ESCAPING =
      Set.of("", "allow-utf-8", "underscores", "dots", "values");

  private NameScheme() {}

  static void validate(
      String validation, String escaping, String path, List<OptionProblem> problems) {
    if (!VALIDATION.contains(validation)) {
      problems.add(
          new OptionProblem(
              path + ".metric_name_validation_scheme",
              "unknown global name validation method specified, must be either '', 'legacy' or"
                  + " 'utf8', got "
                  + validation));
    }
    if (!ESCAPING.contains(escaping)) {
      problems.add(
          new OptionProblem(
              path + ".metric_name_escaping_scheme",
              "unknown name escaping method specified, must be one of 'allow-utf-8',"
                  + " 'underscores', 'dots', or 'values', got "
                  + escaping));
    } else if (validation.equals("legacy") && escaping.equals("allow-utf-8")) {
      problems.add(
          new OptionProblem(
              path + ".metric_name_escaping_scheme",
              "utf8 metric names requested but validation scheme is not set to UTF8"));
    }
  }
}
