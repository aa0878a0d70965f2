package io.trivet.metrics.promql;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.core.time.DurationText;
import io.trivet.metrics.histogram.IncompatibleHistogramsException;
import io.trivet.metrics.histogram.MutableHistogram;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.parser.PromqlParser;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A series line of a test script: `metric{label="value"} 1 2+3x4 _ {{schema:0 count:1}}`.
///
/// @param startTimes whether the values are offsets of start timestamps
/// @param values null for a missing one
record SeriesText(Labels labels, boolean startTimes, List<@Nullable Value> values) {
  /// A float, or a histogram; `hinted` if the text named its reset hint.
  record Value(double number, @Nullable NativeHistogram histogram, boolean hinted) {}

  private static final String NUMBER =
      "[+-]?(?:(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?|(?i:inf|nan)|(?:\\d+(?:ms|[smhdwy]))+)";
  private static final Pattern TOKEN =
      Pattern.compile("(" + NUMBER + ")(?:([+-])(" + NUMBER + "))?(?:x(\\d+))?");
  private static final Pattern HISTOGRAM =
      Pattern.compile("\\{\\{(.*?)\\}\\}(?:([+-])\\{\\{(.*?)\\}\\})?(?:x(\\d+))?");
  private static final Pattern MISSING = Pattern.compile("(_|stale)(?:x(\\d+))?");

  static SeriesText parse(String line) {
    int end = metricEnd(line);
    String metric = line.substring(0, end);
    boolean starts = line.startsWith("@st", end);
    String rest = line.substring(starts ? end + 3 : end).trim();
    LabelsBuilder labels = new LabelsBuilder();
    for (LabelMatcher matcher : PromqlParser.parseSelector(metric)) {
      labels.set(matcher.name(), matcher.value());
    }
    List<@Nullable Value> values = new ArrayList<>();
    for (String token : tokens(rest)) {
      addValues(token, values);
    }
    return new SeriesText(labels.build(), starts, values);
  }

  private static int metricEnd(String line) {
    int at = 0;
    while (at < line.length()
        && (Character.isLetterOrDigit(line.charAt(at)) || "_:".indexOf(line.charAt(at)) >= 0)) {
      at++;
    }
    if (at < line.length() && line.charAt(at) == '{') {
      char quote = 0;
      for (; at < line.length(); at++) {
        char c = line.charAt(at);
        if (quote != 0) {
          if (c == '\\' && quote != '`') {
            at++;
          } else if (c == quote) {
            quote = 0;
          }
        } else if (c == '"' || c == '\'' || c == '`') {
          quote = c;
        } else if (c == '}') {
          return at + 1;
        }
      }
    }
    return at;
  }

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      if (Character.isWhitespace(text.charAt(at))) {
        at++;
        continue;
      }
      int start = at;
      while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
        at = text.startsWith("{{", at) ? text.indexOf("}}", at) + 2 : at + 1;
      }
      tokens.add(text.substring(start, at));
    }
    return tokens;
  }

  private static void addValues(String token, List<@Nullable Value> out) {
    Matcher missing = MISSING.matcher(token);
    if (missing.matches()) {
      int times = missing.group(2) == null ? 1 : Integer.parseInt(missing.group(2));
      for (int i = 0; i < times; i++) {
        out.add(missing.group(1).equals("stale") ? new Value(Column.ABSENT, null, false) : null);
      }
      return;
    }
    Matcher histogram = HISTOGRAM.matcher(token);
    if (histogram.matches()) {
      addHistograms(histogram, out);
      return;
    }
    Matcher number = TOKEN.matcher(token);
    if (!number.matches()) {
      throw new IllegalArgumentException("not a value: " + token);
    }
    double value = number(number.group(1));
    double step = number.group(3) == null ? 0 : number(number.group(3));
    if ("-".equals(number.group(2))) {
      step = -step;
    }
    int times = number.group(4) == null ? 0 : Integer.parseInt(number.group(4));
    for (int i = 0; i <= times; i++) {
      out.add(new Value(value, null, false));
      value += step;
    }
  }

  static double number(String text) {
    String body = text.startsWith("+") || text.startsWith("-") ? text.substring(1) : text;
    double sign = text.startsWith("-") ? -1 : 1;
    if (body.equalsIgnoreCase("inf")) {
      return sign * Double.POSITIVE_INFINITY;
    }
    if (body.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    char last = body.charAt(body.length() - 1);
    if (Character.isLetter(last)) {
      Long millis = DurationText.parsePrometheus(body);
      if (millis == null) {
        throw new IllegalArgumentException("not a number: " + text);
      }
      return sign * millis / 1000.0;
    }
    return sign * Double.parseDouble(body);
  }

  private static void addHistograms(Matcher match, List<@Nullable Value> out) {
    boolean hinted = match.group(1).contains("counter_reset_hint");
    NativeHistogram value = histogram(match.group(1));
    int times = match.group(4) == null ? 0 : Integer.parseInt(match.group(4));
    NativeHistogram step = match.group(3) == null ? null : histogram(match.group(3));
    for (int i = 0; i <= times; i++) {
      out.add(new Value(0, value, hinted));
      if (step != null) {
        try {
          ResetHint hint = value.resetHint;
          MutableHistogram next = new MutableHistogram(value);
          value =
              ("+".equals(match.group(2)) ? next.add(step) : next.subtract(step))
                  .hint(hint)
                  .build();
        } catch (IncompatibleHistogramsException e) {
          throw new IllegalArgumentException(e);
        }
      }
    }
  }

  private static NativeHistogram histogram(String text) {
    int schema = 0;
    double sum = 0;
    double count = 0;
    double zero = 0;
    double threshold = 0;
    double[] buckets = {};
    double[] negative = {};
    double[] custom = {};
    int offset = 0;
    int negativeOffset = 0;
    ResetHint hint = ResetHint.UNKNOWN;
    Matcher pairs = Pattern.compile("(\\w+):(\\[[^\\]]*\\]|\\S+)").matcher(text);
    while (pairs.find()) {
      String value = pairs.group(2);
      switch (pairs.group(1)) {
        case "schema" -> schema = Integer.parseInt(value);
        case "sum" -> sum = number(value);
        case "count" -> count = number(value);
        case "z_bucket" -> zero = number(value);
        case "z_bucket_w" -> threshold = number(value);
        case "buckets" -> buckets = numbers(value);
        case "n_buckets" -> negative = numbers(value);
        case "custom_values" -> custom = numbers(value);
        case "offset" -> offset = Integer.parseInt(value);
        case "n_offset" -> negativeOffset = Integer.parseInt(value);
        case "counter_reset_hint" ->
            hint =
                switch (value) {
                  case "gauge" -> ResetHint.GAUGE;
                  case "reset" -> ResetHint.RESET;
                  case "not_reset" -> ResetHint.NO_RESET;
                  default -> ResetHint.UNKNOWN;
                };
        default -> throw new IllegalArgumentException("unknown key " + pairs.group(1));
      }
    }
    return new NativeHistogram(
        hint,
        schema,
        threshold,
        zero,
        count,
        sum,
        new int[] {offset, buckets.length},
        buckets,
        new int[] {negativeOffset, negative.length},
        negative,
        custom,
        false);
  }

  private static double[] numbers(String list) {
    String body = list.substring(1, list.length() - 1).trim();
    if (body.isEmpty()) {
      return new double[0];
    }
    String[] parts = body.split("\\s+");
    double[] out = new double[parts.length];
    for (int i = 0; i < parts.length; i++) {
      out[i] = number(parts[i]);
    }
    return out;
  }
}
