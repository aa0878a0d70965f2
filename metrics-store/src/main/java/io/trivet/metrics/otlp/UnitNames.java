package io.trivet.metrics.otlp;

import java.util.Map;

/// Units of OpenTelemetry (UCUM codes such as `By/s`) as words.
///
/// @param main `bytes`; "" when there is none or it is an annotation such as `{requests}`
/// @param per `second`; "" when the unit is no quotient
record UnitNames(String main, String per) {
  private static final UnitNames NONE = new UnitNames("", "");

  private static final Map<String, String> MAIN =
      Map.ofEntries(
          Map.entry("d", "days"),
          Map.entry("h", "hours"),
          Map.entry("min", "minutes"),
          Map.entry("s", "seconds"),
          Map.entry("ms", "milliseconds"),
          Map.entry("us", "microseconds"),
          Map.entry("ns", "nanoseconds"),
          Map.entry("By", "bytes"),
          Map.entry("KiBy", "kibibytes"),
          Map.entry("MiBy", "mebibytes"),
          Map.entry("GiBy", "gibibytes"),
          Map.entry("TiBy", "tibibytes"),
          Map.entry("KBy", "kilobytes"),
          Map.entry("MBy", "megabytes"),
          Map.entry("GBy", "gigabytes"),
          Map.entry("TBy", "terabytes"),
          Map.entry("m", "meters"),
          Map.entry("V", "volts"),
          Map.entry("A", "amperes"),
          Map.entry("J", "joules"),
          Map.entry("W", "watts"),
          Map.entry("g", "grams"),
          Map.entry("Cel", "celsius"),
          Map.entry("Hz", "hertz"),
          Map.entry("1", ""),
          Map.entry("%", "percent"));

  private static final Map<String, String> PER =
      Map.of(
          "s", "second", "m", "minute", "h", "hour", "d", "day", "w", "week", "mo", "month", "y",
          "year");

  /// Reads a unit; one that is not in the tables stands for itself.
  static UnitNames of(String unit) {
    if (unit.isEmpty()) {
      return NONE;
    }
    int slash = unit.indexOf('/');
    String main = slash < 0 ? unit : unit.substring(0, slash);
    String per = slash < 0 ? "" : unit.substring(slash + 1);
    return new UnitNames(word(main.strip(), MAIN), word(per.strip(), PER));
  }

  private static String word(String code, Map<String, String> words) {
    boolean annotation = code.indexOf('{') >= 0 || code.indexOf('}') >= 0;
    return annotation ? "" : words.getOrDefault(code, code);
  }

  /// Both with only letters, digits, `:` and single `_`.
  UnitNames escaped() {
    return new UnitNames(escaped(main), escaped(per));
  }

  private static String escaped(String word) {
    return String.join("_", MetricNames.tokens(word));
  }

  /// Both together: `bytes_per_second`, `per_second`, `bytes` or "".
  String joined() {
    return per.isEmpty() ? main : main.isEmpty() ? "per_" + per : main + "_per_" + per;
  }
}
