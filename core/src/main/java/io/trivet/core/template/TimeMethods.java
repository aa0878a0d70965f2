package io.trivet.core.template;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Methods of times, as in `{{ now.Unix }}`.
final class TimeMethods {
  /// Go's zero time.
  private static final ZonedDateTime ZERO = ZonedDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  private TimeMethods() {}

  /// The result of a method; null when times have no such method.
  ///
  /// @param arguments what follows the name
  static @Nullable Object call(ZonedDateTime time, String name, List<@Nullable Object> arguments) {
    return switch (name) {
      case "Format" ->
          arguments.size() == 1 ? GoTimeLayout.format(GoText.string(arguments.get(0)), time) : null;
      case "Year" -> (long) time.getYear();
      case "Month" -> GoTimeLayout.format("January", time);
      case "Day" -> (long) time.getDayOfMonth();
      case "YearDay" -> (long) time.getDayOfYear();
      case "Weekday" -> GoTimeLayout.format("Monday", time);
      case "Hour" -> (long) time.getHour();
      case "Minute" -> (long) time.getMinute();
      case "Second" -> (long) time.getSecond();
      case "Nanosecond" -> (long) time.getNano();
      case "Unix" -> time.toEpochSecond();
      case "UnixMilli" -> time.toInstant().toEpochMilli();
      case "UnixNano" -> time.toEpochSecond() * 1_000_000_000L + time.getNano();
      case "IsZero" -> time.isEqual(ZERO);
      case "UTC", "Local" -> time.withZoneSameInstant(ZoneOffset.UTC);
      case "String" -> GoText.print(time);
      default -> null;
    };
  }
}
