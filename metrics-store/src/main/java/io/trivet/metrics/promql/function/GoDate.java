package io.trivet.metrics.promql.function;

import java.time.LocalDate;
import java.time.temporal.ChronoField;

/// The parts of a date in UTC, for any number of seconds since 1970 that 64 bits hold. What does
/// not fit, infinities and what is not a number count as the smallest such number, as they do for
/// Prometheus on the usual processors. Years beyond what 64 bits of seconds reach wrap around.
record GoDate(long year, LocalDate inCycle, int secondOfDay, int dayOfWeek) {
  private static final int SECONDS_OF_DAY = 86_400;

  /// Days of 400 years, after which the calendar repeats itself but for weekdays of no matter here.
  private static final int DAYS_OF_CYCLE = 146_097;

  /// Days are counted from the first of March of this year before year 0, a Wednesday.
  private static final long YEARS_BEFORE_ZERO = 292_277_022_400L;

  private static final int WEDNESDAY = 3;
  private static final LocalDate CYCLE_START = LocalDate.of(0, 3, 1);
  private static final long SECONDS_BEFORE_1970 =
      (YEARS_BEFORE_ZERO / 400 * DAYS_OF_CYCLE - CYCLE_START.toEpochDay()) * SECONDS_OF_DAY;

  static GoDate of(double seconds) {
    long unix = seconds >= -0x1p63 && seconds < 0x1p63 ? (long) seconds : Long.MIN_VALUE;
    long counted = unix + SECONDS_BEFORE_1970;
    long days = Long.divideUnsigned(counted, SECONDS_OF_DAY);
    LocalDate date = CYCLE_START.plusDays(days % DAYS_OF_CYCLE);
    return new GoDate(
        days / DAYS_OF_CYCLE * 400 - YEARS_BEFORE_ZERO + date.getYear(),
        date,
        (int) Long.remainderUnsigned(counted, SECONDS_OF_DAY),
        (int) ((days + WEDNESDAY) % 7));
  }

  int dayOfMonth() {
    return inCycle.getDayOfMonth();
  }

  int dayOfYear() {
    return inCycle.get(ChronoField.DAY_OF_YEAR);
  }

  int daysInMonth() {
    return inCycle.lengthOfMonth();
  }

  int month() {
    return inCycle.getMonthValue();
  }

  int hour() {
    return secondOfDay / 3600;
  }

  int minute() {
    return secondOfDay / 60 % 60;
  }
}
