package io.trivet.core.template;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Formats and reads times by Go's layouts, which show how the reference time `Mon Jan 2 15:04:05
/// MST 2006` would look.
public final class GoTimeLayout {
  private static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");
  private static final List<String> DAYS =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

  /// Elements of layouts; the first that fits counts, so longer ones come first.
  private static final String[] ELEMENTS = {
    "January",
    "Monday",
    "2006",
    "Z07:00:00",
    "-07:00:00",
    "Z070000",
    "-070000",
    "Z07:00",
    "-07:00",
    "Z0700",
    "-0700",
    "Z07",
    "-07",
    "__2",
    "002",
    "Jan",
    "Mon",
    "MST",
    "15",
    "01",
    "02",
    "03",
    "04",
    "05",
    "06",
    "_2",
    "PM",
    "pm",
    "1",
    "2",
    "3",
    "4",
    "5"
  };

  private GoTimeLayout() {}

  /// The element of the layout at this place, "" if there is none; fractions are told apart by
  /// [#fractionLength].
  private static String element(String layout, int at) {
    for (String element : ELEMENTS) {
      if (layout.startsWith(element, at)) {
        boolean partOfWord =
            (element.equals("Jan") || element.equals("Mon"))
                && at + 3 < layout.length()
                && Character.isLowerCase(layout.charAt(at + 3));
        if (!partOfWord) {
          return element;
        }
      }
    }
    return "";
  }

  /// Length of `.000` or `,999` at this place, 0 if there is none.
  private static int fractionLength(String layout, int at) {
    if (layout.charAt(at) != '.' && layout.charAt(at) != ',' || at + 1 >= layout.length()) {
      return 0;
    }
    char digit = layout.charAt(at + 1);
    if (digit != '0' && digit != '9') {
      return 0;
    }
    int end = at + 1;
    while (end < layout.length() && layout.charAt(end) == digit) {
      end++;
    }
    boolean digitBehind = end < layout.length() && Character.isDigit(layout.charAt(end));
    return digitBehind ? 0 : end - at;
  }

  public static String format(String layout, ZonedDateTime time) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < layout.length()) {
      int fraction = fractionLength(layout, i);
      if (fraction > 0) {
        fraction(layout.substring(i, i + fraction), time, out);
        i += fraction;
        continue;
      }
      String element = element(layout, i);
      if (element.isEmpty()) {
        out.append(layout.charAt(i++));
      } else {
        out.append(text(element, time));
        i += element.length();
      }
    }
    return out.toString();
  }

  private static void fraction(String element, ZonedDateTime time, StringBuilder out) {
    int digits = Math.min(9, element.length() - 1);
    String nanos = String.format("%09d", time.getNano()).substring(0, digits);
    if (element.charAt(1) == '9') {
      int end = nanos.length();
      while (end > 0 && nanos.charAt(end - 1) == '0') {
        end--;
      }
      nanos = nanos.substring(0, end);
    }
    if (!nanos.isEmpty()) {
      out.append(element.charAt(0)).append(nanos);
    }
  }

  private static String text(String element, ZonedDateTime time) {
    int hour12 = time.getHour() % 12 == 0 ? 12 : time.getHour() % 12;
    return switch (element) {
      case "January" -> MONTHS.get(time.getMonthValue() - 1);
      case "Jan" -> MONTHS.get(time.getMonthValue() - 1).substring(0, 3);
      case "Monday" -> DAYS.get(time.getDayOfWeek().getValue() - 1);
      case "Mon" -> DAYS.get(time.getDayOfWeek().getValue() - 1).substring(0, 3);
      case "2006" -> String.format("%04d", time.getYear());
      case "06" -> String.format("%02d", time.getYear() % 100);
      case "01" -> String.format("%02d", time.getMonthValue());
      case "1" -> Integer.toString(time.getMonthValue());
      case "02" -> String.format("%02d", time.getDayOfMonth());
      case "_2" -> String.format("%2d", time.getDayOfMonth());
      case "2" -> Integer.toString(time.getDayOfMonth());
      case "002" -> String.format("%03d", time.getDayOfYear());
      case "__2" -> String.format("%3d", time.getDayOfYear());
      case "15" -> String.format("%02d", time.getHour());
      case "03" -> String.format("%02d", hour12);
      case "3" -> Integer.toString(hour12);
      case "04" -> String.format("%02d", time.getMinute());
      case "4" -> Integer.toString(time.getMinute());
      case "05" -> String.format("%02d", time.getSecond());
      case "5" -> Integer.toString(time.getSecond());
      case "PM" -> time.getHour() < 12 ? "AM" : "PM";
      case "pm" -> time.getHour() < 12 ? "am" : "pm";
      case "MST" -> zoneName(time);
      default -> offset(element, time.getOffset().getTotalSeconds());
    };
  }

  private static String zoneName(ZonedDateTime time) {
    if (time.getOffset().getTotalSeconds() == 0 && time.getZone() instanceof ZoneOffset) {
      return "UTC";
    }
    return time.getZone() instanceof ZoneOffset
        ? offset("-0700", time.getOffset().getTotalSeconds())
        : DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH).format(time);
  }

  private static String offset(String element, int seconds) {
    if (element.startsWith("Z") && seconds == 0) {
      return "Z";
    }
    int abs = Math.abs(seconds);
    StringBuilder out = new StringBuilder(seconds < 0 ? "-" : "+");
    out.append(String.format("%02d", abs / 3600));
    String colon = element.contains(":") ? ":" : "";
    int digits = element.replace(":", "").length();
    if (digits >= 5) {
      out.append(colon).append(String.format("%02d", abs / 60 % 60));
    }
    if (digits >= 7) {
      out.append(colon).append(String.format("%02d", abs % 60));
    }
    return out.toString();
  }

  /// The time a text means; null when it does not follow the layout.
  public static @Nullable ZonedDateTime parse(String layout, ZoneId zone, String text) {
    return new GoTimeReader(zone, text).read(layout);
  }

  /// Reads one text by a layout.
  private static final class GoTimeReader {
    private final String text;
    private ZoneId zone;
    private int at;
    private boolean failed;
    private int year;
    private int month = 1;
    private int day = 1;
    private int dayOfYear;
    private int hour;
    private int minute;
    private int second;
    private int nanos;
    private int half = -1;

    GoTimeReader(ZoneId zone, String text) {
      this.zone = zone;
      this.text = text;
    }

    @Nullable ZonedDateTime read(String layout) {
      int i = 0;
      while (i < layout.length() && !failed) {
        int fraction = fractionLength(layout, i);
        String element =
            fraction > 0 ? layout.substring(i, i + fraction) : GoTimeLayout.element(layout, i);
        if (fraction > 0) {
          fraction();
          i += fraction;
        } else if (element.isEmpty()) {
          failed |= at >= text.length() || text.charAt(at++) != layout.charAt(i++);
        } else {
          element(element);
          i += element.length();
          if (element.endsWith("5") && !element.equals("15") && fractionFollows(layout, i)) {
            fraction();
          }
        }
      }
      if (failed || at < text.length()) {
        return null;
      }
      try {
        if (half >= 0 && hour <= 12) {
          hour = hour % 12 + 12 * half;
        }
        ZonedDateTime time = ZonedDateTime.of(year, month, day, hour, minute, second, nanos, zone);
        return dayOfYear > 0 ? time.withDayOfYear(dayOfYear) : time;
      } catch (DateTimeException e) {
        return null;
      }
    }

    /// Go takes a fraction behind seconds even if the layout has none.
    private boolean fractionFollows(String layout, int i) {
      boolean inLayout = i < layout.length() && fractionLength(layout, i) > 0;
      return !inLayout
          && at + 1 < text.length()
          && (text.charAt(at) == '.' || text.charAt(at) == ',')
          && Character.isDigit(text.charAt(at + 1));
    }

    private void fraction() {
      if (at >= text.length() || text.charAt(at) != '.' && text.charAt(at) != ',') {
        return;
      }
      at++;
      int scale = 100_000_000;
      while (at < text.length() && Character.isDigit(text.charAt(at))) {
        nanos += (text.charAt(at++) - '0') * scale;
        scale /= 10;
      }
    }

    private int digits(int min, int max) {
      int start = at;
      int value = 0;
      while (at < text.length() && at - start < max && Character.isDigit(text.charAt(at))) {
        value = 10 * value + text.charAt(at++) - '0';
      }
      failed |= at - start < min;
      return value;
    }

    private int name(List<String> names, boolean abbreviated) {
      for (int i = 0; i < names.size(); i++) {
        String name = abbreviated ? names.get(i).substring(0, 3) : names.get(i);
        if (text.regionMatches(true, at, name, 0, name.length())) {
          at += name.length();
          return i + 1;
        }
      }
      failed = true;
      return 1;
    }

    private void element(String element) {
      switch (element) {
        case "January" -> month = name(MONTHS, false);
        case "Jan" -> month = name(MONTHS, true);
        case "Monday" -> name(DAYS, false);
        case "Mon" -> name(DAYS, true);
        case "2006" -> year = digits(4, 4);
        case "06" -> {
          int two = digits(2, 2);
          year = two >= 69 ? 1900 + two : 2000 + two;
        }
        case "01" -> month = digits(2, 2);
        case "1" -> month = digits(1, 2);
        case "02" -> day = digits(2, 2);
        case "_2" -> {
          skipBlank();
          day = digits(1, 2);
        }
        case "2" -> day = digits(1, 2);
        case "002", "__2" -> {
          skipBlank();
          skipBlank();
          dayOfYear = digits(1, 3);
        }
        case "15" -> hour = digits(2, 2);
        case "03" -> hour = digits(2, 2);
        case "3" -> hour = digits(1, 2);
        case "04" -> minute = digits(2, 2);
        case "4" -> minute = digits(1, 2);
        case "05" -> second = digits(2, 2);
        case "5" -> second = digits(1, 2);
        case "PM", "pm" -> {
          boolean pm = text.regionMatches(true, at, "pm", 0, 2);
          failed |= !pm && !text.regionMatches(true, at, "am", 0, 2);
          half = pm ? 1 : 0;
          at += 2;
        }
        case "MST" -> zoneName();
        default -> offset(element);
      }
    }

    private void skipBlank() {
      if (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
    }

    private void zoneName() {
      int start = at;
      while (at < text.length() && at - start < 5 && Character.isUpperCase(text.charAt(at))) {
        at++;
      }
      failed |= at - start < 3;
      if (text.startsWith("UTC", start)) {
        zone = ZoneOffset.UTC;
      }
    }

    private void offset(String element) {
      if (element.startsWith("Z") && at < text.length() && text.charAt(at) == 'Z') {
        at++;
        zone = ZoneOffset.UTC;
        return;
      }
      if (at >= text.length() || text.charAt(at) != '+' && text.charAt(at) != '-') {
        failed = true;
        return;
      }
      int sign = text.charAt(at++) == '-' ? -1 : 1;
      int seconds = 3600 * digits(2, 2);
      int parts = (element.replace(":", "").length() - 3) / 2;
      for (int i = 0; i < parts; i++) {
        if (element.contains(":")) {
          failed |= at >= text.length() || text.charAt(at++) != ':';
        }
        seconds += digits(2, 2) * (i == 0 ? 60 : 1);
      }
      if (seconds > 18 * 3600) {
        failed = true;
      } else {
        zone = ZoneOffset.ofTotalSeconds(sign * seconds);
      }
    }
  }
}
