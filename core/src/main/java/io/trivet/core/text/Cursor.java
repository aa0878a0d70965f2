package io.trivet.core.text;

/// A reading position in a query text. Languages build their lexers on it. Owned by one thread.
public final class Cursor {
  /// What [#peek] returns at the end of the text.
  public static final int END = -1;

  private final String text;
  private int at;

  public Cursor(SourceText source) {
    this.text = source.text();
  }

  public int offset() {
    return at;
  }

  public void reset(int offset) {
    at = Math.min(offset, text.length());
  }

  public boolean atEnd() {
    return at >= text.length();
  }

  /// The next UTF-16 unit, or [#END].
  public int peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  /// The unit `ahead` places further, or [#END].
  public int peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : END;
  }

  /// Takes the next unit, or [#END].
  public int next() {
    return at < text.length() ? text.charAt(at++) : END;
  }

  public void skip(int units) {
    at = Math.min(at + units, text.length());
  }

  public boolean startsWith(String wanted) {
    return text.startsWith(wanted, at);
  }

  /// Takes the wanted text if it comes next.
  public boolean accept(String wanted) {
    if (text.startsWith(wanted, at)) {
      at += wanted.length();
      return true;
    }
    return false;
  }

  public String slice(int start, int end) {
    return text.substring(start, end);
  }
}
