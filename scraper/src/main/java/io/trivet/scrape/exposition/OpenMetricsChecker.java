package io.trivet.scrape.exposition;

import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.metrics.Exemplar;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Says whether a text is OpenMetrics 1.0 to the letter: families whole and once, metadata before
/// samples, suffixes and labels as the type wants them, counters neither negative nor NaN,
/// histograms that add up, exemplars only where allowed. Scrapes are more lenient, as in
/// Prometheus.
///
/// Source: OpenMetrics 1.0.
final class OpenMetricsChecker {
  private static final int EXEMPLAR_RUNES = 128;

  private final OpenMetricsParser parser;
  private final LabelsBuilder builder = new LabelsBuilder();
  private final Set<String> names = new HashSet<>();

  private String family = "";
  private boolean open;
  private MetricType type = MetricType.UNKNOWN;
  private boolean hasType;
  private boolean hasHelp;
  private boolean hasUnit;
  private String unit = "";
  private boolean hasSamples;

  private final Set<Labels> groups = new HashSet<>();
  private Labels group = Labels.EMPTY;
  private boolean groupHasTime;
  private long groupTimeMs;
  private HistogramCheck histogram = new HistogramCheck();

  private OpenMetricsChecker(byte[] text) {
    this.parser = new OpenMetricsParser(text, text.length, true);
  }

  /// @throws ExpositionException with the first thing that is wrong
  public static void check(byte[] text) {
    new OpenMetricsChecker(text).run();
  }

  private void run() {
    while (true) {
      Entry entry = parser.next();
      switch (entry) {
        case TYPE, HELP, UNIT -> metadata(entry);
        case SAMPLE -> sample();
        case HISTOGRAM -> throw new IllegalStateException("text has no native histograms");
        case END -> {
          endFamily();
          return;
        }
      }
    }
  }

  private static ExpositionException wrong(String what) {
    return new ExpositionException(what);
  }

  private void metadata(Entry entry) {
    String name = parser.family().toString();
    if (!open || !name.equals(family)) {
      begin(name);
    }
    if (hasSamples) {
      throw wrong("metadata of " + name + " after its samples");
    }
    switch (entry) {
      case TYPE -> {
        once(hasType, entry);
        hasType = true;
        type = parser.type();
      }
      case HELP -> {
        once(hasHelp, entry);
        hasHelp = true;
      }
      case UNIT -> {
        once(hasUnit, entry);
        hasUnit = true;
        unit = parser.text().toString();
      }
      case SAMPLE, HISTOGRAM, END -> throw new IllegalArgumentException("no metadata: " + entry);
    }
  }

  private void once(boolean before, Entry entry) {
    if (before) {
      throw wrong(entry + " of " + family + " comes twice");
    }
  }

  private void begin(String name) {
    endFamily();
    family = name;
    open = true;
    type = MetricType.UNKNOWN;
    hasType = false;
    hasHelp = false;
    hasUnit = false;
    unit = "";
    hasSamples = false;
    groups.clear();
    histogram = new HistogramCheck();
  }

  private void endFamily() {
    if (!open) {
      return;
    }
    endGroup();
    boolean takesNoUnit = type == MetricType.INFO || type == MetricType.STATESET;
    if (takesNoUnit && !unit.isEmpty()) {
      throw wrong(family + " of type " + type.text() + " must not have a unit");
    }
    reserve(family);
    for (String suffix : suffixes()) {
      if (!suffix.isEmpty()) {
        reserve(family + suffix);
      }
    }
  }

  private void reserve(String name) {
    if (!names.add(name)) {
      throw wrong("name " + name + " belongs to another family");
    }
  }

  /// What sample names of the family's type add to its name.
  private List<String> suffixes() {
    return switch (type) {
      case COUNTER -> List.of("_total", "_created");
      case SUMMARY -> List.of("", "_count", "_sum", "_created");
      case HISTOGRAM -> List.of("_count", "_sum", "_bucket", "_created");
      case GAUGE_HISTOGRAM -> List.of("_gcount", "_gsum", "_bucket");
      case INFO -> List.of("_info");
      case GAUGE, STATESET, UNKNOWN -> List.of("");
    };
  }

  private void sample() {
    String twice = parser.labels(builder);
    if (twice != null) {
      throw wrong("label " + twice + " comes twice");
    }
    checkCommas();
    String name = builder.get(Labels.METRIC_NAME);
    boolean belongs =
        open && name.startsWith(family) && suffixes().contains(name.substring(family.length()));
    if (!belongs) {
      begin(name);
    }
    hasSamples = true;
    String suffix = name.substring(family.length());
    checkGroup(suffix);
    checkValue(suffix, parser.value());
    checkExemplar(suffix);
    if (type == MetricType.HISTOGRAM || type == MetricType.GAUGE_HISTOGRAM) {
      histogram.sample(suffix, suffix.equals("_bucket") ? bound() : 0, parser.value());
    }
  }

  /// Exactly one comma between labels and none after the last.
  private void checkCommas() {
    int[] at = parser.series.at;
    for (int i = 0; i < parser.series.size; i += 4) {
      byte after = parser.bytes[at[i + 3] + 1];
      boolean last = i + 4 == parser.series.size;
      boolean trailing = last && after == ',' && parser.bytes[at[i + 3] + 2] == '}';
      if (trailing || after != ',' && after != '}' || !last && after != ',') {
        throw wrong("wrong commas between labels of " + family);
      }
    }
  }

  private void checkGroup(String suffix) {
    builder.remove(Labels.METRIC_NAME);
    switch (type) {
      case HISTOGRAM, GAUGE_HISTOGRAM -> {
        if (suffix.equals("_bucket")) {
          builder.remove("le");
        }
      }
      case SUMMARY -> {
        if (suffix.isEmpty()) {
          checkQuantile();
          builder.remove("quantile");
        }
      }
      case STATESET -> {
        if (builder.get(family).isEmpty()) {
          throw wrong("state set " + family + " lacks its label");
        }
        builder.remove(family);
      }
      case COUNTER, GAUGE, INFO, UNKNOWN -> {}
    }
    Labels now = builder.build();
    boolean same = !groups.isEmpty() && now.equals(group);
    if (!same && groups.contains(now)) {
      throw wrong("samples of " + family + now + " do not stand together");
    }
    if (same && parser.hasTimestamp() != groupHasTime) {
      throw wrong("only some samples of " + family + now + " have timestamps");
    }
    if (same && groupHasTime && parser.timestampMs() < groupTimeMs && type != MetricType.INFO) {
      throw wrong("timestamps of " + family + now + " go backwards");
    }
    if (!same || groupHasTime && parser.timestampMs() != groupTimeMs) {
      endGroup();
    }
    groups.add(now);
    group = now;
    groupHasTime = parser.hasTimestamp();
    groupTimeMs = groupHasTime ? parser.timestampMs() : 0;
  }

  private void endGroup() {
    boolean isHistogram = type == MetricType.HISTOGRAM || type == MetricType.GAUGE_HISTOGRAM;
    if (isHistogram && !groups.isEmpty()) {
      histogram.end(family);
      histogram = new HistogramCheck();
    }
  }

  private void checkQuantile() {
    double quantile = number(parser.rawLabel("quantile"), "quantile");
    if (!(quantile >= 0 && quantile <= 1)) {
      throw wrong("quantile of " + family + " is not between 0 and 1");
    }
  }

  private double bound() {
    String le = parser.rawLabel("le");
    double bound = number(le, "le");
    if (Double.isNaN(bound) || Double.isInfinite(bound) && !le.equals("+Inf")) {
      throw wrong("le of " + family + " is no bound: " + le);
    }
    return bound;
  }

  private double number(String text, String label) {
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    try {
      return FloatText.parse(raw, 0, raw.length);
    } catch (ExpositionException e) {
      throw wrong("label " + label + " of " + family + " is no number: " + text);
    }
  }

  private void checkValue(String suffix, double value) {
    if (type == MetricType.STATESET && value != 0 && value != 1) {
      throw wrong("state set " + family + " has a value that is neither 0 nor 1");
    }
    if (type == MetricType.INFO && value != 1) {
      throw wrong("info " + family + " has a value that is not 1");
    }
    if (type == MetricType.SUMMARY && suffix.isEmpty() && value < 0) {
      throw wrong("quantile of " + family + " is negative");
    }
    boolean counts =
        switch (suffix) {
          case "_total", "_sum", "_count", "_bucket", "_gcount" -> true;
          default -> false;
        };
    if (counts && value < 0) {
      throw wrong(family + suffix + " is negative");
    }
    if ((counts || suffix.equals("_gsum")) && Double.isNaN(value)) {
      throw wrong(family + suffix + " is NaN");
    }
    boolean whole = suffix.equals("_bucket") || suffix.equals("_count") || suffix.equals("_gcount");
    if (whole && (value != Math.rint(value) || Double.isInfinite(value))) {
      throw wrong(family + suffix + " is not an integer");
    }
  }

  private void checkExemplar(String suffix) {
    if (parser.exemplars() == 0) {
      return;
    }
    boolean allowed =
        type == MetricType.COUNTER && suffix.equals("_total")
            || (type == MetricType.HISTOGRAM || type == MetricType.GAUGE_HISTOGRAM)
                && suffix.equals("_bucket");
    if (!allowed) {
      throw wrong(family + suffix + " must not have an exemplar");
    }
    Exemplar exemplar = parser.exemplar(0, 0);
    int runes = 0;
    for (int i = 0; i < exemplar.labels().size(); i++) {
      String name = exemplar.labels().name(i);
      String value = exemplar.labels().value(i);
      runes += name.codePointCount(0, name.length()) + value.codePointCount(0, value.length());
    }
    if (runes > EXEMPLAR_RUNES) {
      throw wrong("exemplar of " + family + " has more than " + EXEMPLAR_RUNES + " characters");
    }
  }

  /// The samples of one histogram at one time.
  private static final class HistogramCheck {
    private double lastBound = Double.NEGATIVE_INFINITY;
    private double lastValue;
    private boolean hasBucket;
    private boolean negativeBounds;
    private boolean hasCount;
    private double count;
    private boolean hasSum;
    private boolean isGauge;
    private double sum;

    void sample(String suffix, double bound, double value) {
      switch (suffix) {
        case "_bucket" -> {
          if (hasBucket && (bound <= lastBound || value < lastValue)) {
            throw wrong("buckets are not in ascending order");
          }
          hasBucket = true;
          negativeBounds |= bound < 0;
          lastBound = bound;
          lastValue = value;
        }
        case "_count", "_gcount" -> {
          hasCount = true;
          count = value;
        }
        case "_sum", "_gsum" -> {
          hasSum = true;
          isGauge = suffix.equals("_gsum");
          sum = value;
        }
        default -> {}
      }
    }

    void end(String family) {
      if (lastBound != Double.POSITIVE_INFINITY) {
        throw wrong("histogram " + family + " has no bucket for +Inf");
      }
      if (hasCount && count != lastValue) {
        throw wrong("count of histogram " + family + " is not that of its +Inf bucket");
      }
      if (hasCount != hasSum) {
        throw wrong("histogram " + family + " has only one of count and sum");
      }
      if (negativeBounds && hasSum && !isGauge) {
        throw wrong("histogram " + family + " has a sum beside negative bounds");
      }
      if (!negativeBounds && isGauge && sum < 0) {
        throw wrong("gauge histogram " + family + " has a negative sum without negative bounds");
      }
    }
  }
}
