package io.trivet.logs.logql.text;

import java.util.Locale;

/// Sizes as people write them: `10KB`, `1.5 MiB`, `1,024`. Units with `i` are powers of 1024, the
/// others of 1000.
public final class ByteSizeText {
  private static final String UNITS = "kmgtpe";

  /// [#parse] found no number.
  public static final long BAD_NUMBER = -1;

  /// [#parse] found an unknown unit.
  public static final long BAD_UNIT = -2;

  /// The size does not fit into 64 bits.
  public static final long TOO_LARGE = -3;

  private ByteSizeText() {}

  /// Number of bytes a text means, or one of the negative constants.
  public static long parse(String text) {
    int digits = numberLength(text);
    double number;
    try {
      String plain = text.substring(0, digits).replace(",", "");
      if (plain.isEmpty() || plain.equals(".") || plain.chars().filter(c -> c == '.').count() > 1) {
        return BAD_NUMBER;
      }
      number = Double.parseDouble(plain);
    } catch (NumberFormatException e) {
      return BAD_NUMBER;
    }
    double multiplier = multiplier(text.substring(digits).trim().toLowerCase(Locale.ROOT));
    if (multiplier < 0) {
      return BAD_UNIT;
    }
    double bytes = number * multiplier;
    return bytes >= 0x1p63 ? TOO_LARGE : (long) bytes;
  }

  /// Length of the part of a text that is digits, dots and commas.
  public static int numberLength(String text) {
    int digits = 0;
    while (digits < text.length()
        && (text.charAt(digits) >= '0' && text.charAt(digits) <= '9'
            || text.charAt(digits) == '.'
            || text.charAt(digits) == ',')) {
      digits++;
    }
    return digits;
  }

  /// Bytes of one unit in lower case, negative when there is no such unit.
  private static double multiplier(String unit) {
    if (unit.isEmpty() || unit.equals("b")) {
      return 1;
    }
    int power = UNITS.indexOf(unit.charAt(0)) + 1;
    return switch (unit.substring(1)) {
      case "", "b" -> power > 0 ? Math.pow(1000, power) : -1;
      case "i", "ib" -> power > 0 ? Math.pow(1024, power) : -1;
      default -> -1;
    };
  }

  /// What is wrong with a text for which [#parse] gave a negative number, in Go's words.
  public static String problem(String text, long code) {
    if (code == BAD_UNIT) {
      return "unhandled size name: "
          + text.substring(numberLength(text)).trim().toLowerCase(Locale.ROOT);
    }
    String number = text.substring(0, numberLength(text)).replace(",", "");
    return code == TOO_LARGE
        ? "too large: " + text
        : "strconv.ParseFloat: parsing \"" + number + "\": invalid syntax";
  }

  /// A size with the largest decimal unit that leaves a number, one decimal below 10: `1.0kB`.
  public static String format(long bytes) {
    if (bytes < 10) {
      return bytes + "B";
    }
    int power = Math.min(6, (int) Math.floor(Math.log((double) bytes) / Math.log(1000)));
    double number = Math.floor(bytes / Math.pow(1000, power) * 10 + 0.5) / 10;
    String unit = power == 0 ? "B" : UNITS.charAt(power - 1) + "B";
    if (power > 1) {
      unit = unit.toUpperCase(Locale.ROOT);
    }
    return (number < 10
            ? String.format(Locale.ROOT, "%.1f", number)
            : String.format(Locale.ROOT, "%.0f", number))
        + unit;
  }
}
