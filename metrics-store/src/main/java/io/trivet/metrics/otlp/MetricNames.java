package io.trivet.metrics.otlp;

import java.util.ArrayList;
import java.util.List;

/// Names of metrics: from `http.server.duration` in `s` to `http_server_duration_seconds`.
final class MetricNames {
  private MetricNames() {}

  /// @throws UntranslatableException if nothing is left of the name
  static String translate(
      String name, String unit, MetricKind kind, TranslationOptions.Names options) {
    String translated;
    if (options.escape()) {
      translated =
          leadingDigitEscaped(options.suffixes() ? withTokens(name, unit, kind) : joinedRuns(name));
    } else {
      translated = options.suffixes() ? withSuffixes(name, unit, kind) : name;
    }
    if (translated.isEmpty()) {
      throw new UntranslatableException("nothing is left of the metric name \"" + name + "\"");
    }
    if (!translated.equals(name) && translated.chars().allMatch(c -> c == '_')) {
      throw new UntranslatableException(
          "only underscores are left of the metric name \"" + name + "\"");
    }
    return translated;
  }

  /// What type and unit labels and metadata show of a unit.
  static String unit(String unit, TranslationOptions.Names options) {
    UnitNames names = UnitNames.of(unit);
    return (options.escape() ? names.escaped() : names).joined();
  }

  private static boolean isRatio(String unit, MetricKind kind) {
    return kind == MetricKind.GAUGE && unit.equals("1");
  }

  private static String withTokens(String name, String unit, MetricKind kind) {
    List<String> tokens = tokens(name);
    UnitNames units = UnitNames.of(unit).escaped();
    boolean addMain = !units.main().isEmpty() && !tokens.contains(units.main());
    boolean addPer = !units.per().isEmpty() && !tokens.contains(units.per());
    if (addMain) {
      tokens.add(units.main());
    }
    if (addPer) {
      tokens.add("per");
      tokens.add(units.per());
    }
    if (kind == MetricKind.COUNTER) {
      moveLast(tokens, "total");
    }
    if (isRatio(unit, kind)) {
      moveLast(tokens, "ratio");
    }
    return String.join("_", tokens);
  }

  private static void moveLast(List<String> tokens, String token) {
    tokens.removeIf(token::equals);
    tokens.add(token);
  }

  /// The runs of ASCII letters, digits and `:` in a text.
  static List<String> tokens(String text) {
    return runs(text, false);
  }

  /// Runs of valid characters joined by one underscore each; underscores count as valid.
  private static String joinedRuns(String name) {
    return String.join("_", runs(name, true));
  }

  private static List<String> runs(String text, boolean underscores) {
    List<String> runs = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      boolean inside = i < text.length() && isValid(text.charAt(i), underscores);
      if (!inside) {
        if (i > start) {
          runs.add(text.substring(start, i));
        }
        start = i + 1;
      }
    }
    return runs;
  }

  private static boolean isValid(char c, boolean underscores) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == ':'
        || underscores && c == '_';
  }

  private static String leadingDigitEscaped(String name) {
    boolean digit = !name.isEmpty() && name.charAt(0) >= '0' && name.charAt(0) <= '9';
    return digit ? "_" + name : name;
  }

  private static String withSuffixes(String name, String unit, MetricKind kind) {
    UnitNames units = UnitNames.of(unit);
    String per = units.per().isEmpty() ? "" : "per_" + units.per();
    String last = kind == MetricKind.COUNTER ? "total" : isRatio(unit, kind) ? "ratio" : "";
    // The suffixes that are there already are put back in their order.
    String stem = without(without(name, last), per);
    if (!units.main().isEmpty() && !stem.endsWith(units.main())) {
      stem += "_" + units.main();
    }
    return stem + (per.isEmpty() ? "" : "_" + per) + (last.isEmpty() ? "" : "_" + last);
  }

  /// The name without a suffix and the character before it.
  private static String without(String name, String suffix) {
    boolean has = !suffix.isEmpty() && name.endsWith(suffix) && name.length() > suffix.length() + 1;
    return has ? name.substring(0, name.length() - suffix.length() - 1) : name;
  }
}
