package io.trivet.core.text;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;

/// A query which is not valid, with the place in its text. The message starts with `line:column: `,
/// both from 1.
public final class QueryParseException extends TrivetException {
  private final TextRange at;
  private final int line;
  private final int column;
  private final String problem;

  public QueryParseException(SourceText source, TextRange at, String problem) {
    this(source, at, problem, source.byteColumn(at.start()));
  }

  private QueryParseException(SourceText source, TextRange at, String problem, int column) {
    super(ErrorKind.BAD_DATA, source.line(at.start()) + ":" + column + ": " + problem);
    this.at = at;
    this.line = source.line(at.start());
    this.column = column;
    this.problem = problem;
  }

  public TextRange at() {
    return at;
  }

  public int line() {
    return line;
  }

  /// Column from 1, in bytes of UTF-8.
  public int column() {
    return column;
  }

  /// The message without the position.
  public String problem() {
    return problem;
  }
}
