package io.trivet.metrics.promql;

import io.trivet.core.label.Labels;
import io.trivet.core.time.DurationText;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.histogram.NativeHistogram.ResetHint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Runs one file of the promqltest script language: `load`, `clear`, `eval`.
final class PromqlScript {
  private static final Pattern LOAD = Pattern.compile("(?i)load(_with_nhcb)?\\s+(\\S+)");
  private static final Pattern INSTANT =
      Pattern.compile(
          "(?i)eval(?:_(fail|warn|info|ordered))?\\s+instant\\s+(?:at\\s+(\\S+))?\\s*(.+)");
  private static final Pattern RANGE =
      Pattern.compile(
          "(?i)eval(?:_(fail|warn|info))?\\s+range\\s+from\\s+(\\S+)\\s+to\\s+(\\S+)\\s+step\\s+(\\S+?)\\s+(.+)");

  private final List<String> lines = new ArrayList<>();
  private final MemoryQuerier storage = new MemoryQuerier();
  private final ScriptEval.Runner runner = new ScriptEval.Runner(storage);
  private int at;

  int passed;
  final List<String> failures = new ArrayList<>();

  PromqlScript(List<String> text) {
    for (String line : text) {
      String trimmed = line.trim();
      lines.add(trimmed.startsWith("#") ? "" : trimmed);
    }
  }

  void run() {
    while (at < lines.size()) {
      String line = lines.get(at);
      int number = ++at;
      String lower = line.toLowerCase(Locale.ROOT);
      if (line.isEmpty()) {
        continue;
      }
      if (lower.equals("clear")) {
        storage.clear();
      } else if (lower.startsWith("load")) {
        load(line);
      } else if (lower.startsWith("eval")) {
        eval(line, number);
      } else {
        throw new IllegalArgumentException("line " + number + ": invalid command: " + line);
      }
    }
  }

  private List<String> block() {
    List<String> block = new ArrayList<>();
    while (at < lines.size() && !lines.get(at).isEmpty()) {
      block.add(lines.get(at++));
    }
    return block;
  }

  static long millis(String duration) {
    Long millis =
        DurationText.parsePrometheus(duration.startsWith("-") ? duration.substring(1) : duration);
    if (millis == null) {
      throw new IllegalArgumentException("not a duration: " + duration);
    }
    return duration.startsWith("-") ? -millis : millis;
  }

  private void load(String line) {
    Matcher match = LOAD.matcher(line);
    if (!match.matches()) {
      throw new IllegalArgumentException("invalid load: " + line);
    }
    long step = millis(match.group(2));
    SeriesText starts = null;
    List<Labels> loaded = new ArrayList<>();
    for (String text : block()) {
      SeriesText series = SeriesText.parse(text);
      if (series.startTimes()) {
        starts = series;
        continue;
      }
      loaded.add(series.labels());
      for (int i = 0; i < series.values().size(); i++) {
        SeriesText.Value value = series.values().get(i);
        SeriesText.Value start =
            starts == null || i >= starts.values().size() ? null : starts.values().get(i);
        if (value != null) {
          long time = i * step;
          storage.add(
              series.labels(),
              time,
              value.number(),
              value.histogram(),
              start == null ? 0 : time + Math.round(start.number() * 1000));
        }
      }
      starts = null;
    }
    if (match.group(1) != null) {
      convertClassic(loaded);
    }
    storage.settleHints();
  }

  /// Adds for every classic histogram a native one with custom buckets.
  private void convertClassic(List<Labels> loaded) {
    Map<Labels, Map<Long, TreeMap<Double, Double>>> buckets = new TreeMap<>();
    Map<Labels, Map<Long, Double>> counts = new TreeMap<>();
    Map<Labels, Map<Long, Double>> sums = new TreeMap<>();
    for (Labels labels : loaded) {
      String name = labels.metricName();
      if (name.endsWith("_bucket") && labels.has("le")) {
        Labels base = base(labels, "_bucket");
        double bound;
        try {
          bound = SeriesText.number(labels.get("le"));
        } catch (IllegalArgumentException e) {
          continue;
        }
        storage
            .values(labels)
            .forEach((time, value) ->
                buckets
                    .computeIfAbsent(base, _ -> new TreeMap<>())
                    .computeIfAbsent(time, _ -> new TreeMap<>())
                    .put(bound, value));
      } else if (name.endsWith("_count")) {
        counts
            .computeIfAbsent(base(labels, "_count"), _ -> new TreeMap<>())
            .putAll(storage.values(labels));
      } else if (name.endsWith("_sum")) {
        sums.computeIfAbsent(base(labels, "_sum"), _ -> new TreeMap<>())
            .putAll(storage.values(labels));
      }
    }
    buckets.forEach((base, byTime) ->
        byTime.forEach((time, cumulative) -> {
          NativeHistogram histogram =
              convert(
                  cumulative,
                  counts.getOrDefault(base, Map.of()).get(time),
                  sums.getOrDefault(base, Map.of()).getOrDefault(time, 0.0));
          if (histogram != null) {
            storage.add(base, time, 0, histogram, 0);
          }
        }));
  }

  private static Labels base(Labels labels, String suffix) {
    String name = labels.metricName();
    return labels
        .drop("le")
        .with(Labels.METRIC_NAME, name.substring(0, name.length() - suffix.length()));
  }

  private static @Nullable NativeHistogram convert(
      Map<Double, Double> unsorted, @Nullable Double count, double sum) {
    TreeMap<Double, Double> cumulative = new TreeMap<>(unsorted);
    double total = count == null ? cumulative.lastEntry().getValue() : count;
    cumulative.putIfAbsent(Double.POSITIVE_INFINITY, total);
    double[] bounds = new double[cumulative.size() - 1];
    double[] values = new double[cumulative.size()];
    double previous = 0;
    int i = 0;
    for (Map.Entry<Double, Double> entry : cumulative.entrySet()) {
      if (i < bounds.length) {
        bounds[i] = entry.getKey();
      }
      values[i++] = entry.getValue() - previous;
      if (entry.getValue() < previous || entry.getValue() > total) {
        return null;
      }
      previous = entry.getValue();
    }
    return new NativeHistogram(
        ResetHint.UNKNOWN,
        NativeHistogram.CUSTOM_BUCKETS,
        0,
        0,
        total,
        sum,
        new int[] {0, values.length},
        values,
        null,
        null,
        bounds,
        false);
  }

  private void eval(String line, int number) {
    ScriptEval eval = new ScriptEval();
    Matcher instant = INSTANT.matcher(line);
    Matcher range = RANGE.matcher(line);
    String mode;
    if (range.matches()) {
      mode = range.group(1);
      eval.start = millis(range.group(2));
      eval.end = millis(range.group(3));
      eval.step = millis(range.group(4));
      eval.query = range.group(5);
    } else if (instant.matches()) {
      mode = instant.group(1);
      eval.start = instant.group(2) == null ? 0 : millis(instant.group(2));
      eval.end = eval.start;
      eval.query = instant.group(3);
    } else {
      throw new IllegalArgumentException("line " + number + ": invalid eval: " + line);
    }
    eval.mode(mode);
    for (String expectation : block()) {
      eval.expect(expectation);
    }
    try {
      runner.run(eval);
      passed++;
    } catch (AssertionError | RuntimeException e) {
      failures.add("line " + number + ": " + line + "\n      " + e + where(e));
    }
  }

  /// Where an unexpected exception comes from.
  private static String where(Throwable e) {
    return e instanceof AssertionError
            || e instanceof io.trivet.core.error.TrivetException
            || e.getStackTrace().length == 0
        ? ""
        : " at " + e.getStackTrace()[0];
  }
}
