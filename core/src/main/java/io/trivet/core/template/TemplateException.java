package io.trivet.core.template;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;

/// A template which is not valid, or which fails on the data it meets.
public final class TemplateException extends TrivetException {
  private final boolean located;

  public TemplateException(String message) {
    this(message, false);
  }

  private TemplateException(String message, boolean located) {
    super(ErrorKind.BAD_DATA, message);
    this.located = located;
  }

  /// The same with the place in the template, unless it has one already.
  ///
  /// @param running the template that was running, which may be one defined inside the other
  /// @param line from 1
  /// @param column from 0
  TemplateException at(String template, String running, int line, int column, String source) {
    return located
        ? this
        : new TemplateException(
            template
                + ":"
                + line
                + ":"
                + column
                + ": executing \""
                + running
                + "\" at <"
                + source
                + ">: "
                + reason(),
            true);
  }
}
