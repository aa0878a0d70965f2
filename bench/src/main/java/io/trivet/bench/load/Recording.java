package io.trivet.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Scrapes of a real exporter, as one text exposition a file, played back for many hosts.
///
/// Each host begins at a scrape of its own, so that no two have the same values at the same time.
/// Behind the last scrape a host goes on with the first one; its counters go on counting.
final class Recording {
  private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)\\})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");
  private static final int MAX_DIGITS = 9;

  private final List<String> names = new ArrayList<>();
  private final List<double[]> values = new ArrayList<>();
  private final List<Double> growth = new ArrayList<>();
  private final List<Double> scales = new ArrayList<>();
  private final int scrapes;

  /// @param folder of `*.txt` files, in the order of their names
  Recording(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(f -> f.toString().endsWith(".txt")).sorted().toList();
    }
    scrapes = files.size();
    Map<String, double[]> series = new LinkedHashMap<>();
    Set<String> counters = new HashSet<>();
    for (int scrape = 0; scrape < scrapes; scrape++) {
      for (String line : Files.readString(files.get(scrape)).split("\n")) {
        if (line.startsWith("# TYPE ") && line.endsWith(" counter")) {
          counters.add(line.split(" ")[2]);
        } else if (!line.startsWith("#")) {
          int end = line.lastIndexOf(' ');
          double[] of = series.computeIfAbsent(line.substring(0, end), _ -> new double[scrapes]);
          of[scrape] = Double.parseDouble(line.substring(end + 1));
        }
      }
    }
    series.forEach((name, of) -> {
      names.add(name);
      values.add(of);
      String metric = name.replaceFirst("\\{.*", "");
      boolean counter = counters.contains(metric) || metric.matches(".*_(count|sum|bucket)");
      growth.add(counter ? of[scrapes - 1] - of[0] : 0);
      scales.add(scale(of));
    });
  }

  /// The power of ten that makes all values integers; 0 if there is none.
  private static double scale(double[] values) {
    double power = 1;
    for (int digits = 0; digits <= MAX_DIGITS; digits++, power *= 10) {
      boolean all = true;
      for (double value : values) {
        all &= Math.rint(value * power) / power == value;
      }
      if (all) {
        return power;
      }
    }
    return 0;
  }

  /// Series of a host.
  int series() {
    return names.size();
  }

  /// Labels of a series without those of its host, by name.
  Map<String, String> labels(int item) {
    Matcher sample = SAMPLE.matcher(names.get(item) + " 0");
    if (!sample.matches()) {
      throw new IllegalStateException("no sample: " + names.get(item));
    }
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("__name__", sample.group(1));
    Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
    while (label.find()) {
      labels.put(label.group(1), label.group(2).replace("\\\"", "\"").replace("\\\\", "\\"));
    }
    return labels;
  }

  double value(int item, int host, int scrape) {
    int at = host * 37 % scrapes + scrape;
    double value = values.get(item)[at % scrapes];
    int rounds = at / scrapes;
    double more = rounds * growth.get(item);
    if (more == 0) {
      return value;
    }
    double scale = scales.get(item);
    return scale == 0 ? value + more : Math.rint((value + more) * scale) / scale;
  }
}
