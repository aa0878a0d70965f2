package io.trivet.appliance.api.tempo;

import io.trivet.appliance.api.http.Parameters;
import io.trivet.core.time.DurationText;
import io.trivet.core.time.TimeRange;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/// Parameters in the formats of the Tempo API. Times are nanoseconds.
final class TempoParameters {
  static final long SECOND = 1_000_000_000;
  static final long HOUR = 3_600 * SECOND;
  private static final int SECONDS_DIGITS = 10;

  private TempoParameters() {}

  /// A time: up to ten digits of seconds, more digits of nanoseconds, seconds with a fraction, or
  /// RFC 3339.
  static long time(String name, String text) {
    try {
      if (text.indexOf(':') >= 0) {
        Instant instant = OffsetDateTime.parse(text).toInstant();
        return Math.addExact(
            Math.multiplyExact(instant.getEpochSecond(), SECOND), instant.getNano());
      }
      if (text.indexOf('.') >= 0 && text.length() <= 40) {
        return new BigDecimal(text).movePointRight(9).toBigInteger().longValueExact();
      }
      long number = Long.parseLong(text);
      return text.length() <= SECONDS_DIGITS ? Math.multiplyExact(number, SECOND) : number;
    } catch (NumberFormatException | ArithmeticException | DateTimeException e) {
      throw TempoErrors.bad(
          "invalid " + name + ": \"" + text + "\" is no time in seconds, nanoseconds or RFC 3339");
    }
  }

  private static long since(String text, long now) {
    Long millis = DurationText.parsePrometheus(text);
    if (millis == null) {
      throw TempoErrors.bad("invalid since: not a valid duration string: \"" + text + "\"");
    }
    return now - millis * 1_000_000;
  }

  /// The range of a search or listing: everything when neither start nor end is given.
  static TimeRange range(Parameters parameters, long now, long longest) {
    String since = parameters.get("since");
    if (!since.isEmpty()) {
      return new TimeRange(Math.min(now, since(since, now)), now);
    }
    String startText = parameters.get("start");
    String endText = parameters.get("end");
    boolean noStart = startText.isEmpty() || startText.equals("0");
    boolean noEnd = endText.isEmpty() || endText.equals("0");
    if (noStart && noEnd) {
      return TimeRange.ALL;
    }
    if (noStart || noEnd) {
      throw TempoErrors.bad(
          "error parsing date range: only one of start and end provided: must provide both or"
              + " neither");
    }
    long start = time("start", startText);
    long end = time("end", endText);
    if (end <= start) {
      throw TempoErrors.bad(
          "http parameter start must be before end. received start="
              + start / SECOND
              + " end="
              + end / SECOND);
    }
    if (longest > 0 && end - start > longest) {
      throw TempoErrors.bad(
          "range specified by start and end exceeds "
              + DurationText.formatGo(longest)
              + ". received start="
              + start / SECOND
              + " end="
              + end / SECOND);
    }
    return new TimeRange(start, end);
  }

  /// The range of a metrics query.
  static TimeRange metricsRange(Parameters parameters, long now, long longest) {
    String endText = parameters.get("end");
    long end = endText.isEmpty() ? now : time("end", endText);
    String since = parameters.get("since");
    String startText = parameters.get("start");
    long start =
        startText.isEmpty() ? since(since.isEmpty() ? "1h" : since, end) : time("start", startText);
    if (end <= start) {
      throw TempoErrors.bad("end must be greater than start");
    }
    if (longest > 0 && end - start > longest) {
      throw TempoErrors.bad(
          "metrics query time range exceeds the maximum allowed duration of "
              + DurationText.formatGo(longest));
    }
    return new TimeRange(start, end);
  }

  /// The step in nanoseconds; by default one that gives up to 240 intervals.
  static long step(Parameters parameters, TimeRange range) {
    String text = parameters.get("step");
    if (text.isEmpty()) {
      return automaticStep(range.max() - range.min());
    }
    Long step = DurationText.parseGo(text);
    if (step == null) {
      try {
        if (text.length() > 40) {
          throw new NumberFormatException();
        }
        step = new BigDecimal(text).movePointRight(9).toBigInteger().longValueExact();
      } catch (NumberFormatException | ArithmeticException e) {
        throw TempoErrors.bad("invalid step: \"" + text + "\" is no duration");
      }
    }
    if (step <= 0) {
      throw TempoErrors.bad("step of " + DurationText.formatGo(step) + " is too small");
    }
    return step;
  }

  static long automaticStep(long range) {
    long raw = range / 240;
    if (range < 60 * SECOND) {
      long granule = 50_000_000;
      return Math.max(granule, raw / granule * granule);
    }
    long[] units = {HOUR, 300 * SECOND, 60 * SECOND, 15 * SECOND, 5 * SECOND, SECOND};
    for (long unit : units) {
      if (unit < raw) {
        return Math.max(SECOND, raw / unit * unit);
      }
    }
    return SECOND;
  }

  /// A whole number.
  static int number(Parameters parameters, String name, int absent) {
    String text = parameters.get(name);
    if (text.isEmpty()) {
      return absent;
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw TempoErrors.bad(
          "invalid " + name + ": strconv.Atoi: parsing \"" + text + "\": invalid syntax");
    }
  }

  /// A duration of Go in nanoseconds, 0 when absent.
  static long duration(Parameters parameters, String name) {
    String text = parameters.get(name);
    if (text.isEmpty()) {
      return 0;
    }
    Long nanos = DurationText.parseGo(text);
    if (nanos == null) {
      throw TempoErrors.bad("invalid " + name + ": time: invalid duration \"" + text + "\"");
    }
    return nanos;
  }

  /// A trace id.
  record TraceId(long high, long low) {
    /// Up to 32 hexadecimal digits; fewer count as the lower ones.
    static TraceId parse(String text) {
      if (text.isEmpty() || text.length() > 32) {
        throw TempoErrors.bad("trace IDs can't be larger than 128 bits");
      }
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c > 127 || Character.digit(c, 16) < 0) {
          throw TempoErrors.bad(
              "trace IDs can only contain hex characters: invalid character '"
                  + c
                  + "' at position "
                  + (i + 1));
        }
      }
      String padded = "0".repeat(32 - text.length()) + text;
      return new TraceId(
          Long.parseUnsignedLong(padded, 0, 16, 16), Long.parseUnsignedLong(padded, 16, 32, 16));
    }
  }
}
