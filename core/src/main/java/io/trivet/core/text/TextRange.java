package io.trivet.core.text;

/// Where something stands in a query: UTF-16 offsets, the start included, the end not.
public record TextRange(int start, int end) {
  public static final TextRange NONE = new TextRange(0, 0);

  public TextRange {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("no range: " + start + ".." + end);
    }
  }

  /// The smallest range that covers both.
  public TextRange cover(TextRange other) {
    return new TextRange(Math.min(start, other.start), Math.max(end, other.end));
  }
}
