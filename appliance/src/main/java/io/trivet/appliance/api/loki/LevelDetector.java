package io.trivet.appliance.api.loki;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Finds the level of a line of text: the value of a known key where the line is JSON or logfmt,
/// else the first word that names one. Looks at each byte a constant number of times and allocates
/// only for the value of a key.
///
/// Source: Loki's documentation of `discover_log_levels`.
final class LevelDetector {
  private static final int MAX_JSON_DEPTH = 2;
  private static final int MAX_VALUE = 64;
  private static final byte[][] FIELDS =
      Level.FIELDS.stream()
          .map(field -> field.getBytes(StandardCharsets.UTF_8))
          .toArray(byte[][]::new);
  private static final Word[] WORDS = {
    new Word("trace", Level.TRACE),
    new Word("debug", Level.DEBUG),
    new Word("fatal", Level.FATAL),
    new Word("critical", Level.CRITICAL),
    new Word("error", Level.ERROR),
    new Word("err", Level.ERROR),
    new Word("warning", Level.WARN),
    new Word("warn", Level.WARN),
    new Word("info", Level.INFO)
  };
  private static final boolean[] BEFORE = marks(" \t\n[({\"'=|");
  private static final boolean[] AFTER = marks(" \t\n[](){}:,!\"'=|");
  private static final boolean[] STARTS = marks("tdfcewiTDFCEWI");

  private LevelDetector() {}

  private static final class Word {
    private final byte[] text;
    private final Level level;

    Word(String text, Level level) {
      this.text = text.getBytes(StandardCharsets.UTF_8);
      this.level = level;
    }
  }

  private static boolean[] marks(String characters) {
    boolean[] marks = new boolean[256];
    for (int i = 0; i < characters.length(); i++) {
      marks[characters.charAt(i)] = true;
    }
    return marks;
  }

  /// The level of a line of UTF-8; [Level#UNKNOWN] when it tells none.
  static Level detect(byte[] line, int offset, int length) {
    int start = offset;
    int end = offset + length;
    while (start < end && line[start] <= ' ' && line[start] >= 0) {
      start++;
    }
    while (end > start && line[end - 1] <= ' ' && line[end - 1] >= 0) {
      end--;
    }
    Level named = null;
    if (end - start > 1 && line[start] == '{' && line[end - 1] == '}') {
      named = json(line, start, end);
    } else if (contains(line, start, end, '=')) {
      named = logfmt(line, start, end);
    }
    return named != null ? named : words(line, start, end);
  }

  private static boolean contains(byte[] line, int start, int end, char wanted) {
    for (int i = start; i < end; i++) {
      if (line[i] == wanted) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Level json(byte[] line, int start, int end) {
    int depth = 0;
    int arrays = 0;
    int i = start;
    while (i < end) {
      switch (line[i]) {
        case '{' -> depth++;
        case '}' -> depth--;
        case '[' -> arrays++;
        case ']' -> arrays--;
        case '"' -> {
          int close = quoteEnd(line, i + 1, end);
          if (close < 0) {
            return null;
          }
          int value = valueAfterColon(line, close + 1, end);
          if (value >= 0) {
            boolean wanted =
                arrays == 0 && depth <= MAX_JSON_DEPTH && fieldRank(line, i + 1, close, false) >= 0;
            if (line[value] == '"') {
              int valueEnd = quoteEnd(line, value + 1, end);
              if (valueEnd < 0) {
                return null;
              }
              if (wanted) {
                return level(line, value + 1, valueEnd);
              }
              i = valueEnd;
            } else {
              i = value - 1;
            }
          } else {
            i = close;
          }
        }
        default -> {}
      }
      i++;
    }
    return null;
  }

  private static int quoteEnd(byte[] line, int from, int end) {
    for (int i = from; i < end; i++) {
      if (line[i] == '\\') {
        i++;
      } else if (line[i] == '"') {
        return i;
      }
    }
    return -1;
  }

  /// Position of the value if a colon comes next, -1 if not.
  private static int valueAfterColon(byte[] line, int from, int end) {
    int i = from;
    while (i < end && (line[i] == ' ' || line[i] == '\t')) {
      i++;
    }
    if (i >= end || line[i] != ':') {
      return -1;
    }
    i++;
    while (i < end && (line[i] == ' ' || line[i] == '\t')) {
      i++;
    }
    return i < end ? i : -1;
  }

  private static @Nullable Level logfmt(byte[] line, int start, int end) {
    int best = Integer.MAX_VALUE;
    int bestStart = 0;
    int bestEnd = 0;
    int i = start;
    while (i < end) {
      while (i < end && line[i] <= ' ' && line[i] >= 0) {
        i++;
      }
      int key = i;
      while (i < end && line[i] != '=' && line[i] != '"' && (line[i] > ' ' || line[i] < 0)) {
        i++;
      }
      if (i >= end || line[i] == '"' || key == i && line[i] == '=') {
        break;
      }
      if (line[i] != '=') {
        continue;
      }
      int keyEnd = i++;
      int value = i;
      int valueEnd;
      if (i < end && line[i] == '"') {
        value = i + 1;
        valueEnd = quoteEnd(line, value, end);
        if (valueEnd < 0) {
          break;
        }
        i = valueEnd + 1;
      } else {
        while (i < end && (line[i] > ' ' || line[i] < 0)) {
          i++;
        }
        valueEnd = i;
      }
      int rank = fieldRank(line, key, keyEnd, true);
      if (rank >= 0 && rank < best) {
        best = rank;
        bestStart = value;
        bestEnd = valueEnd;
      }
    }
    return best == Integer.MAX_VALUE ? null : level(line, bestStart, bestEnd);
  }

  private static @Nullable Level level(byte[] line, int start, int end) {
    return end - start > MAX_VALUE
        ? null
        : Level.of(new String(line, start, end - start, StandardCharsets.UTF_8));
  }

  private static int fieldRank(byte[] line, int start, int end, boolean anyCase) {
    int length = end - start;
    if (length < 3 || length > 13) {
      return -1;
    }
    for (int f = 0; f < FIELDS.length; f++) {
      if (FIELDS[f].length == length && same(line, start, FIELDS[f], anyCase)) {
        return f;
      }
    }
    return -1;
  }

  private static boolean same(byte[] line, int at, byte[] text, boolean anyCase) {
    for (int i = 0; i < text.length; i++) {
      int a = line[at + i];
      int b = text[i];
      if (a != b && !(anyCase && lower(a) == lower(b))) {
        return false;
      }
    }
    return true;
  }

  private static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
  }

  private static Level words(byte[] line, int start, int end) {
    for (int i = start; i < end; i++) {
      if (STARTS[line[i] & 0xff] && (i == start || BEFORE[line[i - 1] & 0xff])) {
        for (Word word : WORDS) {
          int after = i + word.text.length;
          if (after <= end
              && same(line, i, word.text, true)
              && (after == end || AFTER[line[after] & 0xff])) {
            return word.level;
          }
        }
      }
    }
    return Level.UNKNOWN;
  }
}
