package io.trivet.core.text;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;

/// The text of one query, with bounds on its size, and the lines and columns of its offsets.
public final class SourceText {
  /// Longest query any language accepts, in UTF-16 units.
  public static final int MAX_CHARS = 1024 * 1024;

  private final String text;

  /// @throws TrivetException of kind TOO_LARGE if the text is longer than [#MAX_CHARS]
  public SourceText(String text) {
    if (text.length() > MAX_CHARS) {
      throw new TrivetException(
          ErrorKind.TOO_LARGE,
          "query of " + text.length() + " characters; at most " + MAX_CHARS + " are accepted");
    }
    this.text = text;
  }

  public String text() {
    return text;
  }

  public String slice(TextRange range) {
    return text.substring(range.start(), Math.min(range.end(), text.length()));
  }

  /// Line of an offset, from 1.
  public int line(int offset) {
    int line = 1;
    for (int i = 0; i < Math.min(offset, text.length()); i++) {
      if (text.charAt(i) == '\n') {
        line++;
      }
    }
    return line;
  }

  /// Column of an offset in its line, from 1, counted in code points.
  public int column(int offset) {
    int end = Math.min(offset, text.length());
    int lineStart = text.lastIndexOf('\n', end - 1) + 1;
    return (lineStart > end ? 0 : text.codePointCount(lineStart, end)) + 1;
  }

  /// Column of an offset in its line, from 1, counted in bytes of UTF-8 as Go programs count.
  public int byteColumn(int offset) {
    int end = Math.min(offset, text.length());
    int lineStart = text.lastIndexOf('\n', end - 1) + 1;
    int bytes = 0;
    for (int i = lineStart; i < end; i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes + 1;
  }
}
