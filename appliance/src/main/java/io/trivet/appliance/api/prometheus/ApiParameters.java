package io.trivet.appliance.api.prometheus;

import io.trivet.appliance.api.http.Parameters;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Regex;
import io.trivet.core.time.DurationText;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.promql.parser.PromqlParser;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parameters in the formats of the Prometheus API. Times are milliseconds.
final class ApiParameters {
  static final long MIN_TIME = Long.MIN_VALUE / 1_000_000;
  static final long MAX_TIME = Long.MAX_VALUE / 1_000_000;
  private static final Regex NUMBER = Regex.anchored("[-+]?[0-9.]+([eE][-+]?[0-9]{1,2})?");
  private static final String MIN_TIME_TEXT = "-292273086-05-16T16:47:06Z";
  private static final String MAX_TIME_TEXT = "292277025-08-18T07:12:54.999999999Z";

  private ApiParameters() {}

  /// A time in ms, null if the text is none: decimal seconds or RFC 3339.
  static @Nullable Long time(String text) {
    BigDecimal seconds = number(text);
    if (seconds != null) {
      BigDecimal millis = seconds.movePointRight(3).setScale(0, RoundingMode.HALF_UP);
      return millis.toBigInteger().bitLength() < 54 ? millis.longValue() : null;
    }
    if (text.equals(MIN_TIME_TEXT)) {
      return MIN_TIME;
    }
    if (text.equals(MAX_TIME_TEXT)) {
      return MAX_TIME;
    }
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      return instant.toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  /// A decimal number of modest size, null if the text is none.
  private static @Nullable BigDecimal number(String text) {
    if (text.isEmpty() || text.length() > 40 || !NUMBER.matches(text)) {
      return null;
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      return null;
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
    BigDecimal seconds = number(text);
    if (seconds != null) {
      BigDecimal millis = seconds.movePointRight(3);
      if (millis.toBigInteger().bitLength() >= 44) {
        throw ApiAnswer.invalid(
            name, "cannot parse \"" + text + "\" to a valid duration. It overflows int64");
      }
      return millis.longValue();
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
    int limit;
    try {
      limit = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw ApiAnswer.invalid("limit", "strconv.Atoi: parsing \"" + text + "\": invalid syntax");
    }
    if (limit < 0) {
      throw ApiAnswer.invalid("limit", "limit must be non-negative");
    }
    return limit;
  }

  /// The selectors of `match[]`. Each must demand something.
  static List<List<LabelMatcher>> selectors(Parameters parameters) {
    List<List<LabelMatcher>> selectors = new ArrayList<>();
    for (String text : parameters.allExact("match[]")) {
      selectors.add(demanding(selector("match[]", text)));
    }
    return selectors;
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
      throw new TrivetException(
          e.kind(), "invalid parameter \"" + parameter + "\": " + e.reason(), e);
    }
  }

  private static List<LabelMatcher> demanding(List<LabelMatcher> matchers) {
    if (matchers.stream().allMatch(LabelMatcher::matchesEmpty)) {
      throw new TrivetException(
          ErrorKind.BAD_DATA, "match[] must contain at least one non-empty matcher");
    }
    return matchers;
  }
}
