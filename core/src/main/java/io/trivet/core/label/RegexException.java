package io.trivet.core.label;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;

/// A regular expression from outside which is not valid RE2 or too large.
public final class RegexException extends TrivetException {
  RegexException(String pattern, String reason) {
    super(
        ErrorKind.BAD_DATA,
        "invalid regular expression `"
            + (pattern.length() > 100 ? pattern.substring(0, 100) + "..." : pattern)
            + "`: "
            + reason);
  }
}
