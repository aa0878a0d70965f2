package io.trivet.appliance.api.prometheus;

import io.trivet.appliance.api.http.Parameters;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Regex;
import io.trivet.core.time.DurationText;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.promql.parser.PromqlParser;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parameters in the formats of the Prometheus API. Times are milliseconds.
final class ApiParameters {
  static final long MIN_TIME = Long.MIN_VALUE / 1_000_000;
  static final long MAX_TIME = Long.MAX_VALUE / 1_000_000;

  /// Beyond it, milliseconds are no longer exact as numbers of JSON.
  private static final double MAX_SECONDS = 0x1p53 / 1000;

  private static final int MAX_NUMBER = 1000;
  private static final Regex NUMBER =
      Regex.anchored("[-+]?([0-9.]+([eE][-+]?[0-9]+)?|0[xX][0-9a-fA-F.]+[pP][-+]?[0-9]+)");
  private static final Regex RFC_3339 =
      Regex.anchored(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.,][0-9]{1,9})?"
              + "(Z|[-+][0-9]{2}:[0-9]{2})");
  private static final String MIN_TIME_TEXT = "-292273086-05-16T16:47:06Z";
  private static final String MAX_TIME_TEXT = "292277025-08-18T07:12:54.999999999Z";

  private ApiParameters() {}

  /// A time in ms, null if the text is none: decimal seconds or RFC 3339.
  static @Nullable Long time(String text) {
    double seconds = number(text);
    if (!Double.isNaN(seconds)) {
      return Math.abs(seconds) < MAX_SECONDS ? millis(seconds) : null;
    }
    if (text.equals(MIN_TIME_TEXT)) {
      return MIN_TIME;
    }
    if (text.equals(MAX_TIME_TEXT)) {
      return MAX_TIME;
    }
    if (!RFC_3339.matches(text)) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text.replace(',', '.')).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  /// Milliseconds as Prometheus counts them: the fraction is rounded to thousandths, as a float.
  private static long millis(double seconds) {
    double whole = seconds < 0 ? Math.ceil(seconds) : Math.floor(seconds);
    double fraction = seconds - whole;
    double thousandths = Math.copySign(Math.floor(Math.abs(fraction) * 1000 + 0.5), fraction);
    long nanos = (long) (thousandths / 1000 * 1e9);
    return ((long) whole) * 1000 + Math.floorDiv(nanos, 1_000_000L);
  }

  /// A number as Go reads them, NaN if the text is none or not finite.
  private static double number(String text) {
    if (text.isEmpty() || text.length() > MAX_NUMBER || !NUMBER.matches(text)) {
      return Double.NaN;
    }
    try {
      double number = Double.parseDouble(text);
      return Double.isFinite(number) ? number : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  static long required(Parameters parameters, String name) {
    String text = parameters.get(name);
    Long time = time(text);
    if (time == null) {
      throw ApiAnswer.invalid(name, "cannot parse \"" + text + "\" to a valid timestamp");
    }
    return time;
  }

  static long optional(Parameters parameters, String name, long absent) {
    String text = parameters.get(name);
    if (text.isEmpty()) {
      return absent;
    }
    Long time = time(text);
    if (time == null) {
      throw ApiAnswer.invalid(
          name,
          "invalid time value for '"
              + name
              + "': cannot parse \""
              + text
              + "\" to a valid timestamp");
    }
    return time;
  }

  /// Start and end, everything when absent. An end before the start selects nothing.
  static @Nullable TimeRange range(Parameters parameters) {
    long start = optional(parameters, "start", MIN_TIME);
    long end = optional(parameters, "end", MAX_TIME);
    return end < start ? null : new TimeRange(start, end);
  }

  /// A duration in ms: decimal seconds or as `1h30m`.
  static long duration(String name, String text) {
    double seconds = number(text);
    if (!Double.isNaN(seconds)) {
      double nanos = seconds * 1e9;
      if (Math.abs(nanos) > Long.MAX_VALUE) {
        throw ApiAnswer.invalid(
            name, "cannot parse \"" + text + "\" to a valid duration. It overflows int64");
      }
      return (long) nanos / 1_000_000;
    }
    Long millis = DurationText.parsePrometheus(text);
    if (millis == null) {
      throw ApiAnswer.invalid(name, "cannot parse \"" + text + "\" to a valid duration");
    }
    return millis;
  }

  /// A number not below 0, 0 when absent.
  static int limit(Parameters parameters) {
    String text = parameters.get("limit");
    if (text.isEmpty()) {
      return 0;
    }
    long limit;
    try {
      limit = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw ApiAnswer.invalid("limit", "strconv.Atoi: parsing \"" + text + "\": invalid syntax");
    }
    if (limit < 0) {
      throw ApiAnswer.invalid("limit", "limit must be non-negative");
    }
    return (int) Math.min(limit, Integer.MAX_VALUE);
  }

  /// The selectors of `match[]`. Each must demand something.
  static List<List<LabelMatcher>> selectors(Parameters parameters) {
    List<List<LabelMatcher>> selectors = new ArrayList<>();
    for (String text : parameters.allExact("match[]")) {
      selectors.add(PromqlParser.parseSelector(text));
    }
    selectors.forEach(ApiParameters::refuseUndemanding);
    return selectors;
  }

  /// The same for requests whose errors name the parameter.
  static List<List<LabelMatcher>> namedSelectors(Parameters parameters) {
    try {
      return selectors(parameters);
    } catch (TrivetException e) {
      throw naming("match[]", e);
    }
  }

  /// The selectors of `match[]`, without those that are empty.
  static List<List<LabelMatcher>> looseSelectors(Parameters parameters) {
    List<List<LabelMatcher>> selectors = new ArrayList<>();
    for (String text : parameters.allExact("match[]")) {
      List<LabelMatcher> matchers = selector("match[]", text);
      if (!matchers.isEmpty()) {
        selectors.add(matchers);
      }
    }
    return selectors;
  }

  static List<LabelMatcher> selector(String parameter, String text) {
    try {
      return PromqlParser.parseSelector(text);
    } catch (TrivetException e) {
      throw naming(parameter, e);
    }
  }

  private static TrivetException naming(String parameter, TrivetException e) {
    return new TrivetException(
        e.kind(), "invalid parameter \"" + parameter + "\": " + e.reason(), e);
  }

  private static void refuseUndemanding(List<LabelMatcher> matchers) {
    if (matchers.stream().allMatch(LabelMatcher::matchesEmpty)) {
      throw new TrivetException(
          ErrorKind.BAD_DATA, "match[] must contain at least one non-empty matcher");
    }
  }
}
