package io.trivet.appliance.api.loki;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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

  private static final Map<Level, byte[]> TEXTS = new EnumMap<>(Level.class);

  static {
    for (Level level : values()) {
      TEXTS.put(level, level.first.getBytes(StandardCharsets.UTF_8));
    }
  }

  private final String first;
  private final String second;
  private final String third;

  Level(String first) {
    this(first, first, first);
  }

  Level(String first, String second) {
    this(first, second, second);
  }

  Level(String first, String second, String third) {
    this.first = first;
    this.second = second;
    this.third = third;
  }

  /// The name in UTF-8; nobody changes it.
  byte[] text() {
    return Objects.requireNonNull(TEXTS.get(this));
  }

  /// The level a word means, in any case; null when it means none.
  static @Nullable Level of(String word) {
    if (word.length() > 11) {
      return null;
    }
    String lower = word.toLowerCase(Locale.ROOT);
    for (Level level : values()) {
      if (level != UNKNOWN
          && (lower.equals(level.first)
              || lower.equals(level.second)
              || lower.equals(level.third))) {
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
