package io.trivet.core.label;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;

/// A regular expression from outside which is not valid RE2 or too large.
public final class RegexException extends TrivetException {
  private final String pattern;
  private final String problem;

  RegexException(String pattern, String problem) {
    super(
        ErrorKind.BAD_DATA, "invalid regular expression `" + shortened(pattern) + "`: " + problem);
    this.pattern = shortened(pattern);
    this.problem = problem;
  }

  private static String shortened(String pattern) {
    return pattern.length() > 100 ? pattern.substring(0, 100) + "..." : pattern;
  }

  /// The expression, shortened if it is long.
  public String pattern() {
    return pattern;
  }

  /// What is wrong with it.
  public String problem() {
    return problem;
  }
}
