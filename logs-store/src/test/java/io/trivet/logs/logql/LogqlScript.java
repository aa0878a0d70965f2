package io.trivet.logs.logql;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.time.DurationText;
import io.trivet.logs.logql.parser.LogqlParser;
import io.trivet.logs.logql.pipeline.LabelPairs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A script of the logqltest language: blocks that load entries, and queries with what they should
/// yield.
record LogqlScript(List<Command> commands) {
  /// The zero of all times in scripts.
  static final long EPOCH_NANOS = 1_767_225_600_000_000_000L;

  sealed interface Command {}

  record Clear() implements Command {}

  record Load(List<Entry> entries) implements Command {}

  record Entry(Labels labels, long time, String line, List<String> metadata) {}

  /// @param step 0 for instant queries
  record Eval(int line, long start, long end, long step, String query, Expectation expectation)
      implements Command {}

  sealed interface Expectation {}

  record Scalar(double value) implements Expectation {}

  record Empty() implements Expectation {}

  record Fail(String text, boolean regex) implements Expectation {}

  /// @param values one for each step, null for a gap
  record SeriesLine(Labels labels, List<Double> values) {}

  record SeriesSet(List<SeriesLine> series, boolean ordered) implements Expectation {}

  private static final Pattern REPEAT =
      Pattern.compile("^\\[repeat\\s+every\\s+(\\S+)\\s+for\\s+(\\d+)\\s*\\]");
  private static final Pattern PAIR = Pattern.compile("(?:\"([^\"]*)\"|([^\\s=\"]+))=\"([^\"]*)\"");

  static LogqlScript parse(List<String> lines) {
    List<Command> commands = new ArrayList<>();
    int i = 0;
    while (i < lines.size()) {
      String line = stripComment(lines.get(i)).strip();
      int number = ++i;
      if (line.isEmpty()) {
        continue;
      }
      List<String> block = new ArrayList<>();
      if (!line.equals("clear")) {
        for (; i < lines.size(); i++) {
          String raw = lines.get(i);
          boolean indented = raw.startsWith(" ") || raw.startsWith("\t");
          String content = stripComment(raw).strip();
          boolean commentOnly = content.isEmpty() && !raw.isBlank();
          if (raw.isBlank() || !indented && !commentOnly) {
            break;
          }
          if (!content.isEmpty()) {
            block.add(content);
          }
        }
      }
      if (line.equals("clear")) {
        commands.add(new Clear());
      } else if (line.equals("load")) {
        commands.add(load(block));
      } else if (line.startsWith("eval ")) {
        commands.add(eval(number, line.substring(5).strip(), block));
      } else {
        throw new IllegalArgumentException(number + ": no command: " + line);
      }
    }
    return new LogqlScript(commands);
  }

  private static String stripComment(String line) {
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '`') {
        quote = c;
      } else if (c == '#') {
        return line.substring(0, i);
      }
    }
    return line;
  }

  private static long duration(String text) {
    Long nanos = DurationText.parseGo(text);
    if (nanos == null) {
      throw new IllegalArgumentException("no duration: " + text);
    }
    return nanos;
  }

  private static Load load(List<String> block) {
    List<Entry> entries = new ArrayList<>();
    for (String line : block) {
      int close = line.indexOf('}') + 1;
      Labels labels = labels(line.substring(0, close), false);
      int open = close;
      while (line.charAt(open) != '"' && line.charAt(open) != '`') {
        open++;
      }
      int end = line.indexOf(line.charAt(open), open + 1);
      String text = line.substring(open + 1, end);
      String rest = line.substring(end + 1).strip();
      if (!rest.startsWith("@")) {
        throw new IllegalArgumentException("no time: " + line);
      }
      rest = rest.substring(1).strip();
      int space = rest.indexOf(' ');
      long start = duration(space < 0 ? rest : rest.substring(0, space));
      rest = space < 0 ? "" : rest.substring(space).strip();
      long step = 0;
      int count = 1;
      Matcher repeat = REPEAT.matcher(rest);
      if (repeat.find()) {
        step = duration(repeat.group(1));
        count = Integer.parseInt(repeat.group(2));
        rest = rest.substring(repeat.end()).strip();
      }
      List<String> metadata = new ArrayList<>();
      if (rest.startsWith("[metadata")) {
        Matcher pair = PAIR.matcher(rest.substring(0, rest.indexOf(']')));
        while (pair.find()) {
          String name = pair.group(1) == null ? pair.group(2) : pair.group(1);
          metadata.add(normalised(name));
          metadata.add(pair.group(3));
        }
        rest = rest.substring(rest.indexOf(']') + 1);
      }
      if (!rest.isBlank()) {
        throw new IllegalArgumentException("left over: " + rest);
      }
      for (int i = 0; i < count; i++) {
        entries.add(
            new Entry(
                labels, EPOCH_NANOS + start + i * step, text.replace("{{.i}}", "" + i), metadata));
      }
    }
    return new Load(entries);
  }

  /// Names of structured metadata as the push path stores them.
  private static String normalised(String name) {
    StringBuilder out = new StringBuilder();
    name.chars()
        .forEach(
            c -> out.append(c < 0x80 && Character.isLetterOrDigit(c) || c == '_' ? (char) c : '_'));
    return Character.isDigit(out.charAt(0)) ? "key_" + out : out.toString();
  }

  private static Labels labels(String text, boolean keepEmpty) {
    Map<String, String> map = new TreeMap<>();
    for (LabelMatcher matcher : LogqlParser.parseSelector(text)) {
      map.put(matcher.name(), matcher.value());
    }
    if (!keepEmpty) {
      return Labels.of(map);
    }
    LabelPairs pairs = new LabelPairs();
    map.forEach(pairs::put);
    return pairs.toLabels();
  }

  private static Eval eval(int number, String text, List<String> block) {
    String[] words = text.split("\\s+", -1);
    boolean instant = words[0].equals("instant");
    long start = EPOCH_NANOS + duration(words[2]);
    long end = instant ? start : EPOCH_NANOS + duration(words[4]);
    long step = instant ? 0 : duration(words[6]);
    String query = text;
    for (int skip = instant ? 3 : 7; skip > 0; skip--) {
      query = query.substring(query.indexOf(' ')).strip();
    }
    int steps = instant ? 1 : (int) ((end - start) / step) + 1;
    return new Eval(number, start, end, step, query, expectation(number, block, steps));
  }

  private static Expectation expectation(int number, List<String> block, int steps) {
    List<SeriesLine> series = new ArrayList<>();
    boolean ordered = false;
    for (String line : block) {
      if (line.startsWith("skip ")) {
        continue;
      }
      if (line.equals("expect ordered")) {
        ordered = true;
      } else if (line.equals("expect empty")) {
        return new Empty();
      } else if (line.startsWith("expect fail msg:")) {
        return new Fail(line.substring("expect fail msg:".length()).strip(), false);
      } else if (line.startsWith("expect fail regex:")) {
        return new Fail(line.substring("expect fail regex:".length()).strip(), true);
      } else if (line.equals("expect fail")) {
        return new Fail("", false);
      } else if (line.startsWith("{")) {
        int close = line.indexOf('}') + 1;
        List<Double> values = values(line.substring(close).strip());
        if (values.size() != steps) {
          throw new IllegalArgumentException(
              number + ": " + values.size() + " values for " + steps);
        }
        series.add(new SeriesLine(labels(line.substring(0, close), true), values));
      } else {
        return new Scalar(number(line));
      }
    }
    if (series.isEmpty()) {
      throw new IllegalArgumentException(number + ": nothing expected");
    }
    return new SeriesSet(series, ordered);
  }

  private static List<Double> values(String text) {
    List<Double> values = new ArrayList<>();
    for (String token : text.split("\\s+", -1)) {
      int times = token.indexOf('x');
      if (token.equals("_")) {
        values.add(null);
      } else if (times < 0) {
        values.add(number(token));
      } else {
        String base = token.substring(0, times);
        int sign = base.lastIndexOf('+');
        sign = sign > 0 ? sign : base.lastIndexOf('-');
        double delta = sign > 0 ? number(base.substring(sign)) : 0;
        double first = number(sign > 0 ? base.substring(0, sign) : base);
        for (int i = 0; i <= Integer.parseInt(token.substring(times + 1)); i++) {
          values.add(first + i * delta);
        }
      }
    }
    return values;
  }

  private static double number(String text) {
    return Double.parseDouble(text.replace("Inf", "Infinity"));
  }
}
