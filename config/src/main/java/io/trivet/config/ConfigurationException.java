package io.trivet.config;

import io.trivet.config.problem.Problem;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import java.util.List;
import java.util.stream.Collectors;

/// A configuration cannot be used. The message lists every error on a line of its own.
public final class ConfigurationException extends TrivetException {
  private final transient List<Problem> errors;

  ConfigurationException(List<Problem> errors) {
    super(
        ErrorKind.BAD_DATA,
        errors.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.errors = List.copyOf(errors);
  }

  public List<Problem> errors() {
    return errors;
  }
}
