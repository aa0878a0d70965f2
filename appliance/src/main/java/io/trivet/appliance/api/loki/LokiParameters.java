package io.trivet.appliance.api.loki;

import io.trivet.appliance.api.http.Parameters;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.text.QueryParseException;
import io.trivet.core.time.DurationText;
import io.trivet.logs.Direction;
import io.trivet.logs.logql.parser.LogqlParser;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/// Parameters in the formats of the Loki API. Times are nanoseconds.
final class LokiParameters {
  private static final int SECONDS_DIGITS = 10;
  private static final int MAX_STEPS = 11_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;
  static final long HOUR = 3_600 * SECOND;

  private LokiParameters() {}

  /// A range of time.
  ///
  /// @param start nanoseconds since the epoch
  /// @param end not before `start`
  record Range(long start, long end) {}

  /// A time: seconds with a fraction, up to ten digits of seconds, more digits of nanoseconds, or
  /// RFC 3339.
  ///
  /// @param prefix of the error text
  static long time(String text, String prefix) {
    try {
      if (text.indexOf('.') >= 0 && text.indexOf(':') < 0 && text.length() <= 40) {
        BigDecimal seconds = new BigDecimal(text).setScale(3, RoundingMode.HALF_UP);
        return seconds.movePointRight(9).longValueExact();
      }
      if (text.indexOf(':') < 0) {
        long number = Long.parseLong(text);
        return text.length() <= SECONDS_DIGITS ? Math.multiplyExact(number, SECOND) : number;
      }
      Instant instant = OffsetDateTime.parse(text).toInstant();
      return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), SECOND), instant.getNano());
    } catch (NumberFormatException | ArithmeticException | DateTimeException e) {
      throw LokiErrors.bad(
          prefix
              + "strconv.ParseInt: parsing \""
              + text
              + "\": invalid syntax; a time is nanoseconds, seconds or RFC 3339");
    }
  }

  private static long time(Parameters parameters, String name, long absent) {
    String text = parameters.get(name);
    return text.isEmpty() ? absent : time(text, "could not parse '" + name + "' parameter: ");
  }

  /// Start and end.
  ///
  /// @param window length of the range when neither `start` nor `since` is given
  /// @param wrongOrder what to say when the start is after the end
  static Range range(Parameters parameters, long now, long window, String wrongOrder) {
    long end = time(parameters, "end", now);
    long since = window;
    String sinceText = parameters.get("since");
    if (!sinceText.isEmpty()) {
      Long millis = DurationText.parsePrometheus(sinceText);
      if (millis == null) {
        throw LokiErrors.bad(
            "could not parse 'since' parameter: not a valid duration string: \""
                + sinceText
                + "\"");
      }
      since = millis * MILLI;
    }
    long start = time(parameters, "start", Math.min(end, now) - since);
    if (end < start) {
      throw LokiErrors.bad(wrongOrder);
    }
    return new Range(start, end);
  }

  static int limit(Parameters parameters, int absent, int most) {
    String text = parameters.get("limit");
    int limit = absent;
    if (!text.isEmpty()) {
      try {
        limit = Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw LokiErrors.bad("strconv.Atoi: parsing \"" + text + "\": invalid syntax");
      }
    }
    if (limit <= 0) {
      throw LokiErrors.bad("limit must be a positive value");
    }
    if (most > 0 && limit > most) {
      throw LokiErrors.bad(
          "max entries limit per query exceeded, limit > max_entries_limit_per_query ("
              + limit
              + " > "
              + most
              + ")");
    }
    return limit;
  }

  static Direction direction(Parameters parameters) {
    String text = parameters.get("direction");
    if (text.isEmpty() || text.equalsIgnoreCase("backward")) {
      return Direction.BACKWARD;
    }
    if (text.equalsIgnoreCase("forward")) {
      return Direction.FORWARD;
    }
    throw LokiErrors.bad("invalid direction '" + text + "'");
  }

  /// The step in nanoseconds: whole milliseconds, by default a 250th of the range and at least a
  /// second.
  static long step(Parameters parameters, Range range) {
    String text = parameters.get("step");
    if (text.isEmpty()) {
      return Math.max((range.end - range.start) / SECOND / 250, 1) * SECOND;
    }
    long step = duration(text);
    if (step <= 0) {
      throw LokiErrors.bad(
          "zero or negative query resolution step widths are not accepted. Try a positive"
              + " integer");
    }
    if ((range.end - range.start) / step > MAX_STEPS) {
      throw LokiErrors.bad(
          "exceeded maximum resolution of 11,000 points per time series. Try increasing the value"
              + " of the step parameter");
    }
    return step;
  }

  static long interval(Parameters parameters) {
    String text = parameters.get("interval");
    long interval = text.isEmpty() ? 0 : duration(text);
    if (interval < 0) {
      throw LokiErrors.bad("interval must be >= 0");
    }
    return interval;
  }

  private static long duration(String text) {
    Long millis = DurationText.parsePrometheus(text);
    if (millis == null) {
      try {
        if (text.length() > 40) {
          throw new NumberFormatException();
        }
        BigDecimal exact = new BigDecimal(text).movePointRight(3);
        if (exact.toBigInteger().bitLength() > 43) {
          throw new NumberFormatException();
        }
        return exact.longValue() * MILLI;
      } catch (NumberFormatException e) {
        throw LokiErrors.bad("cannot parse \"" + text + "\" to a valid duration");
      }
    }
    return millis * MILLI;
  }

  /// Conditions of a selector which says more than "everything".
  static List<LabelMatcher> selector(String text) {
    List<LabelMatcher> matchers = plainSelector(text);
    if (matchers.stream().allMatch(LabelMatcher::matchesEmpty)) {
      throw LokiErrors.bad(
          "parse error : queries require at least one regexp or equality matcher that does not"
              + " have an empty-compatible value. For instance, app=~\".*\" does not meet this"
              + " requirement, but app=~\".+\" will");
    }
    return matchers;
  }

  static List<LabelMatcher> plainSelector(String text) {
    try {
      return LogqlParser.parseSelector(text);
    } catch (QueryParseException e) {
      throw LokiErrors.parse(e);
    } catch (TrivetException e) {
      throw LokiErrors.bad(e.reason());
    }
  }
}
