package io.trivet.core.option;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A number of bytes, written as `64MiB`, `500MB`, `1024` or `1.5GiB`; `KB MB GB TB` count as
/// powers of 1024 too, as in Prometheus.
///
/// @param bytes not negative
public record ByteSize(long bytes) {
  private static final String UNITS = "BKMGTPE";

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size must not be negative: " + bytes);
    }
  }

  public static ByteSize mebibytes(long number) {
    return new ByteSize(number << 20);
  }

  /// The size a text means, null when it means none.
  public static @Nullable ByteSize parse(String text) {
    String t = text.trim().toUpperCase(Locale.ROOT);
    int digits = 0;
    while (digits < t.length()
        && (Character.isDigit(t.charAt(digits)) || t.charAt(digits) == '.')) {
      digits++;
    }
    if (digits == 0 || digits > 20) {
      return null;
    }
    String unit = t.substring(digits).trim();
    int power = 0;
    if (!unit.isEmpty()) {
      power = UNITS.indexOf(unit.charAt(0));
      String rest = unit.substring(1);
      if (power < 0
          || !(rest.isEmpty() || rest.equals("B") && power > 0 || rest.equals("IB") && power > 0)) {
        return null;
      }
    }
    try {
      double bytes = Double.parseDouble(t.substring(0, digits)) * Math.pow(1024, power);
      return bytes < 9.2e18 ? new ByteSize((long) bytes) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /// The shortest exact text: `64MiB`.
  @Override
  public String toString() {
    long rest = bytes;
    int power = 0;
    while (rest > 0 && rest % 1024 == 0 && power < UNITS.length() - 1) {
      rest /= 1024;
      power++;
    }
    return power == 0 ? rest + "B" : rest + UNITS.substring(power, power + 1) + "iB";
  }
}
