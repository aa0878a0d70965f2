package io.trivet.logs.logql.pipeline;

/// Removes ANSI escape sequences from the line: those which start with ESC or U+009B.
final class DecolorizeStage implements RunnableStage {
  private static final byte ESCAPE = 0x1b;
  private static final byte BELL = 0x07;

  private byte[] buffer = {};

  @Override
  public boolean run(EntryState entry) {
    byte[] line = entry.line();
    int from = entry.from();
    int to = entry.to();
    int first = from;
    while (first < to && introducer(line, first, to) == 0) {
      first++;
    }
    if (first == to) {
      return true;
    }
    if (buffer.length < to - from) {
      buffer = new byte[2 * (to - from)];
    }
    int n = 0;
    int i = from;
    while (i < to) {
      int end = sequenceEnd(line, i, to);
      if (end > i) {
        i = end;
      } else {
        buffer[n++] = line[i++];
      }
    }
    entry.replaceLine(buffer, 0, n);
    return true;
  }

  /// Length of the character which may start a sequence, 0 if there is none.
  private static int introducer(byte[] line, int at, int to) {
    if (line[at] == ESCAPE) {
      return 1;
    }
    return line[at] == (byte) 0xc2 && at + 1 < to && line[at + 1] == (byte) 0x9b ? 2 : 0;
  }

  /// End of the escape sequence at this place, or the place itself if there is none: introducer,
  /// any of `[]()#;?`, then either parameters ended by BEL, or up to four digits with further
  /// groups of them, and a final character.
  private static int sequenceEnd(byte[] line, int at, int to) {
    int width = introducer(line, at, to);
    if (width == 0) {
      return at;
    }
    int i = at + width;
    while (i < to && "[]()#;?".indexOf(line[i]) >= 0) {
      i++;
    }
    int bell = i;
    while (bell < to && isParameter(line[bell])) {
      bell++;
    }
    if (bell < to && line[bell] == BELL) {
      return bell + 1;
    }
    while (i < to && (line[i] >= '0' && line[i] <= '9' || line[i] == ';')) {
      i++;
    }
    return i < to && isFinal(line[i]) ? i + 1 : at;
  }

  private static boolean isParameter(byte b) {
    return b >= '0' && b <= '9'
        || b >= 'a' && b <= 'z'
        || b >= 'A' && b <= 'Z'
        || b == ';'
        || b == '/'
        || b == ':'
        || b == '.'
        || b == '_'
        || b == '-';
  }

  private static boolean isFinal(byte b) {
    return b >= '0' && b <= '9'
        || b >= 'A' && b <= 'P'
        || b >= 'R' && b <= 'T'
        || b == 'Z'
        || b == 'c'
        || b >= 'f' && b <= 'n'
        || b >= 'q' && b <= 'u'
        || b == 'y'
        || "=><~".indexOf(b) >= 0;
  }
}
