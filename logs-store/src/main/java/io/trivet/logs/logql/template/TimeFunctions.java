package io.trivet.logs.logql.template;

import io.trivet.core.template.GoText;
import io.trivet.core.template.GoTimeLayout;
import io.trivet.core.template.TemplateException;
import io.trivet.core.template.TemplateFunctions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Functions of templates on times.
final class TimeFunctions {
  /// Go's zero time.
  private static final ZonedDateTime ZERO = ZonedDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  private TimeFunctions() {}

  static void register(TemplateFunctions.Builder functions) {
    functions.add("unixEpoch", 1, 1, a -> Long.toString(time(a).toEpochSecond()));
    functions.add("unixEpochMillis", 1, 1, a -> Long.toString(time(a).toInstant().toEpochMilli()));
    functions.add("unixEpochNanos", 1, 1, a -> Long.toString(nanos(time(a))));
    functions.add("unixToTime", 1, 1, a -> unixToTime(GoText.string(a.get(0))));
    functions.add(
        "toDate",
        2,
        2,
        a -> parse(GoText.string(a.get(0)), ZoneOffset.UTC, GoText.string(a.get(1))));
    functions.add(
        "toDateInZone",
        3,
        3,
        a ->
            parse(GoText.string(a.get(0)), zone(GoText.string(a.get(1))), GoText.string(a.get(2))));
    functions.add("date", 2, 2, a -> date(GoText.string(a.get(0)), a.get(1)));
    functions.add("now", 0, 0, _ -> now());
  }

  private static String quoted(String text) {
    return "\"" + text + "\": invalid syntax";
  }

  static ZonedDateTime time(long nanos) {
    return Instant.ofEpochSecond(
            Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L))
        .atZone(ZoneOffset.UTC);
  }

  private static ZonedDateTime time(List<@Nullable Object> arguments) {
    if (arguments.get(0) instanceof ZonedDateTime time) {
      return time;
    }
    throw new TemplateException("wrong type for value; expected time.Time");
  }

  /// A time in the zone of the server, which is UTC.
  private static String date(String layout, @Nullable Object value) {
    ZonedDateTime time = lenient(value).withZoneSameInstant(ZoneOffset.UTC);
    return GoTimeLayout.format(layout, time);
  }

  /// A time, or the one a number of seconds means, or now.
  private static ZonedDateTime lenient(@Nullable Object value) {
    return switch (value) {
      case ZonedDateTime time -> time;
      case Long seconds -> Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC);
      case null, default -> now();
    };
  }

  private static ZonedDateTime now() {
    return InstantSource.system().instant().atZone(ZoneOffset.UTC);
  }

  private static long nanos(ZonedDateTime time) {
    return time.toEpochSecond() * 1_000_000_000L + time.getNano();
  }

  private static ZoneId zone(String name) {
    try {
      return name.isEmpty() || name.equals("Local") ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException e) {
      return ZoneOffset.UTC;
    }
  }

  private static Object parse(String layout, ZoneId zone, String text) {
    ZonedDateTime time = GoTimeLayout.parse(layout, zone, text);
    return time == null ? ZERO : time;
  }

  private static Object unixToTime(String text) {
    long number;
    try {
      number = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new TemplateException(
          "unable to parse time '" + text + "': strconv.ParseInt: parsing " + quoted(text));
    }
    return switch (text.length()) {
      case 5 -> Instant.EPOCH.plusSeconds(number * 86_400).atZone(ZoneOffset.UTC);
      case 10 -> Instant.ofEpochSecond(number).atZone(ZoneOffset.UTC);
      case 13 -> time(number * 1_000_000);
      case 16 -> time(number * 1_000);
      case 19 -> time(number);
      default ->
          throw new TemplateException("unable to parse time '" + text + "': unsupported length");
    };
  }
}
