package io.trivet.core.time;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// Durations as text, in the two spellings of our field.
///
/// * Prometheus: integers with the units `y w d h m s ms`, each at most once, largest first:
///   `1h30m`.
/// * Go: decimal numbers with the units `h m s ms us µs ns` in any order, with a sign: `-1.5h`.
public final class DurationText {
  private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};
  private static final long[] MILLIS = {
    365L * 86_400_000, 7L * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000, 1
  };

  private DurationText() {}

  /// Milliseconds of a duration in the spelling of Prometheus, `0` without a unit included; null
  /// when the text is none or does not fit.
  public static @Nullable Long parsePrometheus(String text) {
    if (text.equals("0")) {
      return 0L;
    }
    long total = 0;
    int unit = -1;
    int i = 0;
    if (text.isEmpty()) {
      return null;
    }
    while (i < text.length()) {
      int start = i;
      while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
        i++;
      }
      if (start == i || i - start > 18) {
        return null;
      }
      long number = Long.parseLong(text.substring(start, i));
      int next = i;
      while (next < text.length() && text.charAt(next) > '9') {
        next++;
      }
      int found = indexOfUnit(text.substring(i, next));
      if (found <= unit) {
        return null;
      }
      unit = found;
      i = next;
      try {
        total = Math.addExact(total, Math.multiplyExact(number, MILLIS[unit]));
      } catch (ArithmeticException e) {
        return null;
      }
      // Go keeps durations in nanoseconds, which bounds them to about 292 years.
      if (total > Long.MAX_VALUE / 1_000_000) {
        return null;
      }
    }
    return total;
  }

  private static int indexOfUnit(String text) {
    for (int i = 0; i < UNITS.length; i++) {
      if (UNITS[i].equals(text)) {
        return i;
      }
    }
    return -1;
  }

  /// The shortest text in the spelling of Prometheus, as it prints durations: years and weeks only
  /// where nothing is left over.
  ///
  /// @param millis the duration in milliseconds; negative ones get a leading `-`
  public static String formatPrometheus(long millis) {
    if (millis == 0) {
      return "0s";
    }
    StringBuilder out = new StringBuilder();
    long rest = millis;
    if (rest < 0) {
      out.append('-');
      rest = -rest;
    }
    for (int i = 0; i < UNITS.length; i++) {
      boolean exactOnly = i < 3;
      if (exactOnly && rest % MILLIS[i] != 0) {
        continue;
      }
      long number = rest / MILLIS[i];
      if (number > 0) {
        out.append(number).append(UNITS[i]);
        rest -= number * MILLIS[i];
      }
    }
    return out.toString();
  }

  /// Nanoseconds of a duration in the spelling of Go; null when the text is none or does not fit.
  public static @Nullable Long parseGo(String text) {
    int i = 0;
    boolean negative = false;
    if (i < text.length() && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
      negative = text.charAt(i) == '-';
      i++;
    }
    if (text.substring(i).equals("0")) {
      return 0L;
    }
    if (i == text.length() || text.length() > 200) {
      return null;
    }
    BigDecimal total = BigDecimal.ZERO;
    while (i < text.length()) {
      int start = i;
      boolean digit = false;
      boolean dot = false;
      while (i < text.length()) {
        char c = text.charAt(i);
        if (c >= '0' && c <= '9') {
          digit = true;
        } else if (c == '.' && !dot) {
          dot = true;
        } else {
          break;
        }
        i++;
      }
      if (!digit) {
        return null;
      }
      String number = text.substring(start, i);
      int unitStart = i;
      while (i < text.length()
          && text.charAt(i) != '.'
          && (text.charAt(i) < '0' || text.charAt(i) > '9')) {
        i++;
      }
      long nanos = goUnit(text.substring(unitStart, i));
      if (nanos == 0) {
        return null;
      }
      total =
          total.add(
              new BigDecimal(number.startsWith(".") ? "0" + number : number)
                  .multiply(BigDecimal.valueOf(nanos)));
    }
    if (negative) {
      total = total.negate();
    }
    BigDecimal whole = total.setScale(0, RoundingMode.DOWN);
    return whole.toBigInteger().bitLength() <= 63 ? whole.longValue() : null;
  }

  private static long goUnit(String unit) {
    return switch (unit) {
      case "ns" -> 1L;
      case "us", "\u00b5s", "\u03bcs" -> 1_000L;
      case "ms" -> 1_000_000L;
      case "s" -> 1_000_000_000L;
      case "m" -> 60_000_000_000L;
      case "h" -> 3_600_000_000_000L;
      default -> 0L;
    };
  }

  /// A duration as Go prints it: `1h30m0s`, `1.5s`, `20ms`, `0s`.
  ///
  /// @param nanos the duration in nanoseconds
  public static String formatGo(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    String sign = nanos < 0 ? "-" : "";
    BigDecimal abs = BigDecimal.valueOf(nanos).abs();
    if (abs.compareTo(BigDecimal.valueOf(1_000_000_000)) < 0) {
      String unit;
      int shift;
      if (abs.compareTo(BigDecimal.valueOf(1_000)) < 0) {
        unit = "ns";
        shift = 0;
      } else if (abs.compareTo(BigDecimal.valueOf(1_000_000)) < 0) {
        unit = "\u00b5s";
        shift = 3;
      } else {
        unit = "ms";
        shift = 6;
      }
      return sign + plain(abs.movePointLeft(shift)) + unit;
    }
    BigDecimal seconds = abs.movePointLeft(9);
    BigDecimal[] minutes = seconds.divideAndRemainder(BigDecimal.valueOf(60));
    long wholeMinutes = minutes[0].longValue();
    String text = plain(minutes[1]) + "s";
    if (wholeMinutes > 0) {
      text = wholeMinutes % 60 + "m" + text;
    }
    if (wholeMinutes >= 60) {
      text = wholeMinutes / 60 + "h" + text;
    }
    return sign + text;
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
