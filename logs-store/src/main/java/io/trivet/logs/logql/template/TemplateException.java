package io.trivet.logs.logql.template;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;

/// A template which is not valid, or which fails on the data it meets.
public final class TemplateException extends TrivetException {
  TemplateException(String message) {
    super(ErrorKind.BAD_DATA, message);
  }
}
