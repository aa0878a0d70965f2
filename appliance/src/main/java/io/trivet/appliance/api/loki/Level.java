package io.trivet.appliance.api.loki;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The levels of `detected_level`, with the spellings that mean them.
enum Level {
  TRACE("trace", "trc"),
  DEBUG("debug", "dbg"),
  INFO("info", "inf", "information"),
  WARN("warn", "wrn", "warning"),
  ERROR("error", "err"),
  CRITICAL("critical"),
  FATAL("fatal"),
  UNKNOWN("unknown");

  /// Keys under which senders put the level, the most trusted first.
  static final List<String> FIELDS =
      List.of(
          "level",
          "LEVEL",
          "Level",
          "log.level",
          "severity",
          "SEVERITY",
          "Severity",
          "SeverityText",
          "lvl",
          "LVL",
          "Lvl",
          "severity_text",
          "Severity_Text",
          "SEVERITY_TEXT");

  final byte[] text;
  private final List<String> spellings;

  Level(String... spellings) {
    this.spellings = List.of(spellings);
    this.text = spellings[0].getBytes(StandardCharsets.UTF_8);
  }

  /// The level a word means, in any case; null when it means none.
  static @Nullable Level of(String word) {
    if (word.length() > 11) {
      return null;
    }
    String lower = word.toLowerCase(Locale.ROOT);
    for (Level level : values()) {
      if (level != UNKNOWN && level.spellings.contains(lower)) {
        return level;
      }
    }
    return null;
  }

  /// The level of an OpenTelemetry severity number.
  static Level ofNumber(String number) {
    try {
      int n = Integer.parseInt(number);
      return n <= 0 || n > 24
          ? UNKNOWN
          : n <= 4
              ? TRACE
              : n <= 8 ? DEBUG : n <= 12 ? INFO : n <= 16 ? WARN : n <= 20 ? ERROR : FATAL;
    } catch (NumberFormatException e) {
      return INFO;
    }
  }
}
