package io.trivet.scrape.exposition;

import io.trivet.metrics.MetricsAppender;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Finds for the series of a counter, histogram or summary the `_created` line which says when they
/// began: the next one of the family, if it has the same labels but for `le` and `quantile`.
///
/// What was found holds for all samples up to that line, so that every byte is looked at once, and
/// only names are read of the lines between. Owned by one thread.
///
/// Source: OpenMetrics 1.0; which line counts is as in Prometheus 3.14.
final class CreatedLines {
  private static final byte[] SUFFIX = "_created".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LE = {'l', 'e'};
  private static final byte[] QUANTILE = "quantile".getBytes(StandardCharsets.US_ASCII);

  /// Later times, in seconds, are none.
  private static final double MAX_SECONDS = 1e12;

  private final byte[] bytes;
  private final int end;
  private final OpenMetricsParser line;
  private final SeriesHash hash = new SeriesHash();

  /// Where the line begins that was found last, or what comes after the last line of the family.
  private int searchedTo = -1;

  private boolean found;
  private long startMs;
  private long labelsHigh;
  private long labelsLow;

  CreatedLines(byte[] bytes, int end) {
    this.bytes = bytes;
    this.end = end;
    this.line = new OpenMetricsParser(bytes, end, true);
  }

  /// Whether a type of metric has `_created` lines.
  static boolean has(MetricType type) {
    return type == MetricType.COUNTER || type == MetricType.HISTOGRAM || type == MetricType.SUMMARY;
  }

  /// Whether a name ends as those of `_created` lines do.
  static boolean isName(byte[] bytes, int from, int to) {
    return to - from >= SUFFIX.length
        && Arrays.equals(bytes, to - SUFFIX.length, to, SUFFIX, 0, SUFFIX.length);
  }

  /// Start timestamp in ms of the series whose sample a parser is at, [MetricsAppender#NO_START] if
  /// none is said.
  ///
  /// @param after where the line after the sample begins
  long startMs(OpenMetricsParser sample, int after) {
    int nameFrom = sample.series.nameStart;
    int nameTo = sample.series.nameEnd;
    if (!has(sample.type) || isName(bytes, nameFrom, nameTo)) {
      return MetricsAppender.NO_START;
    }
    if (after > searchedTo) {
      search(sample, after);
    }
    if (!found || !startsWithFamily(sample, nameFrom, nameTo)) {
      return MetricsAppender.NO_START;
    }
    hashLabels(sample.series, sample.type);
    boolean same = hash.high() == labelsHigh && hash.low() == labelsLow;
    return same ? startMs : MetricsAppender.NO_START;
  }

  private static boolean startsWithFamily(OpenMetricsParser family, int nameFrom, int nameTo) {
    int length = family.familyEnd - family.familyStart;
    byte[] bytes = family.bytes;
    return nameTo - nameFrom >= length
        && Arrays.equals(
            bytes, nameFrom, nameFrom + length, bytes, family.familyStart, family.familyEnd)
        && (nameTo == nameFrom + length || bytes[nameFrom + length] == '_');
  }

  /// Looks for the next `_created` line of any series before the family ends.
  private void search(OpenMetricsParser family, int from) {
    found = false;
    searchedTo = from;
    while (searchedTo < end) {
      byte first = bytes[searchedTo];
      boolean quoted = first == '{';
      if (!quoted && !TextualParser.is(TextualParser.NAME_START, first)) {
        return;
      }
      if (quoted || isName(bytes, searchedTo, endOfName())) {
        line.at = searchedTo;
        if (!parsesLine()) {
          return;
        }
        if (isName(bytes, line.series.nameStart, line.series.nameEnd)) {
          take(family);
          return;
        }
        searchedTo = line.at;
      } else {
        skipLine();
      }
    }
  }

  private int endOfName() {
    int i = searchedTo + 1;
    while (i < end && TextualParser.is(TextualParser.NAME, bytes[i])) {
      i++;
    }
    return i;
  }

  private void skipLine() {
    while (searchedTo < end && bytes[searchedTo] != '\n') {
      searchedTo++;
    }
    searchedTo++;
  }

  /// A line that is malformed fails the scrape when the parser comes to it.
  private boolean parsesLine() {
    try {
      return line.next() == Entry.SAMPLE;
    } catch (ExpositionException e) {
      return false;
    }
  }

  private void take(OpenMetricsParser family) {
    int nameFrom = line.series.nameStart;
    int nameTo = line.series.nameEnd - SUFFIX.length;
    double seconds = line.value();
    found =
        startsWithFamily(family, nameFrom, nameTo)
            && nameTo - nameFrom == family.familyEnd - family.familyStart
            && seconds > 0
            && seconds < MAX_SECONDS;
    startMs = (long) (seconds * 1000);
    hashLabels(line.series, family.type);
    labelsHigh = hash.high();
    labelsLow = hash.low();
  }

  private void hashLabels(TextualParser.Offsets labels, MetricType type) {
    hash.reset(0);
    for (int i = 0; i < labels.size; i += 4) {
      int nameFrom = labels.at[i];
      int nameTo = labels.at[i + 1];
      boolean isPart =
          type == MetricType.HISTOGRAM && is(LE, nameFrom, nameTo)
              || type == MetricType.SUMMARY && is(QUANTILE, nameFrom, nameTo);
      if (!isPart) {
        hash.add(bytes, nameFrom, nameTo);
        hash.add(bytes, labels.at[i + 2], labels.at[i + 3]);
      }
    }
  }

  private boolean is(byte[] name, int from, int to) {
    return Arrays.equals(bytes, from, to, name, 0, name.length);
  }
}
