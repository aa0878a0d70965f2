package io.trivet.config.bind;

import io.trivet.config.option.Secret;
import io.trivet.config.problem.Nearest;
import io.trivet.config.yaml.YamlNode;
import io.trivet.core.option.ByteSize;
import io.trivet.core.time.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How one word, number or text becomes a value.
///
/// @param words what is expected: `a whole number`
/// @param plural the same, of many
/// @param quotable whether a value in quotes is taken, as for texts
/// @param parse the value of a text, null when it has none
/// @param hint what to write instead of a text, null when nothing can be guessed
record ScalarType<T>(
    String words,
    String plural,
    boolean quotable,
    Function<String, @Nullable T> parse,
    Function<String, @Nullable String> hint) {

  private static final ScalarType<String> STRING =
      new ScalarType<>("a text", "texts", true, text -> text, _ -> null);
  private static final ScalarType<Secret> SECRET =
      new ScalarType<>("a secret text", "secret texts", true, Secret::new, _ -> null);
  private static final ScalarType<Boolean> BOOLEAN =
      new ScalarType<>(
          "true or false",
          "true or false",
          false,
          ScalarType::parseBoolean,
          ScalarType::booleanHint);
  private static final ScalarType<Integer> INTEGER =
      new ScalarType<>(
          "a whole number", "whole numbers", false, ScalarType::parseInt, ScalarType::numberHint);
  private static final ScalarType<Long> LONG =
      new ScalarType<>(
          "a whole number", "whole numbers", false, ScalarType::parseLong, ScalarType::numberHint);
  private static final ScalarType<Double> DOUBLE =
      new ScalarType<>("a number", "numbers", false, ScalarType::parseDouble, _ -> null);
  private static final ScalarType<Duration> DURATION =
      new ScalarType<>(
          "a duration",
          "durations",
          true,
          ScalarType::parseDuration,
          text ->
              parseLong(text) == null
                  ? "write it like 30s, 5m or 1h30m"
                  : "add a unit: " + text.trim() + "s");
  private static final ScalarType<ByteSize> BYTE_SIZE =
      new ScalarType<>(
          "a size", "sizes", true, ByteSize::parse, _ -> "write it like 512KiB, 64MiB or 10GB");

  /// The type for a class of values, null when values of the class are not single.
  static @Nullable ScalarType<?> of(Class<?> type) {
    if (type == String.class) {
      return STRING;
    } else if (type == Secret.class) {
      return SECRET;
    } else if (type == boolean.class || type == Boolean.class) {
      return BOOLEAN;
    } else if (type == int.class || type == Integer.class) {
      return INTEGER;
    } else if (type == long.class || type == Long.class) {
      return LONG;
    } else if (type == double.class || type == Double.class) {
      return DOUBLE;
    } else if (type == Duration.class) {
      return DURATION;
    } else if (type == ByteSize.class) {
      return BYTE_SIZE;
    } else if (type.isEnum()) {
      return ofEnum(type.getEnumConstants());
    }
    return null;
  }

  /// Constants are spelled as they print, or by their name in lower case.
  private static ScalarType<Object> ofEnum(Object[] constants) {
    List<String> keys = new ArrayList<>();
    for (Object constant : constants) {
      keys.add(enumKey(constant));
    }
    return new ScalarType<>(
        "one of " + String.join(", ", keys),
        "of " + String.join(", ", keys),
        true,
        text -> {
          for (int i = 0; i < constants.length; i++) {
            if (keys.get(i).equalsIgnoreCase(text.trim())) {
              return constants[i];
            }
          }
          return null;
        },
        text -> Nearest.suggestion(text, keys));
  }

  static String enumKey(Object constant) {
    String name = ((Enum<?>) constant).name();
    return constant.toString().equals(name) ? name.toLowerCase(Locale.ROOT) : constant.toString();
  }

  /// The value of what is written, null when it has none.
  @Nullable T valueOf(YamlNode.Scalar scalar) {
    return quotable || scalar.plain() ? parse.apply(scalar.text()) : null;
  }

  /// What to write instead, null when nothing can be guessed.
  @Nullable String suggestion(YamlNode.Scalar scalar) {
    if (!quotable && !scalar.plain() && parse.apply(scalar.text()) != null) {
      return "remove the quotes";
    }
    return hint.apply(scalar.text());
  }

  private static @Nullable Boolean parseBoolean(String text) {
    return switch (text) {
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      default -> null;
    };
  }

  private static @Nullable String booleanHint(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "yes", "on", "y", "1", "enabled" -> "write true";
      case "no", "off", "n", "0", "disabled" -> "write false";
      default -> Nearest.suggestion(text, List.of("true", "false"));
    };
  }

  private static @Nullable Integer parseInt(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Long parseLong(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable String numberHint(String text) {
    return parseLong(text) != null ? "it must fit into 32 bits" : null;
  }

  private static @Nullable Double parseDouble(String text) {
    return switch (text) {
      case ".inf", ".Inf", ".INF", "+.inf" -> Double.POSITIVE_INFINITY;
      case "-.inf", "-.Inf", "-.INF" -> Double.NEGATIVE_INFINITY;
      case ".nan", ".NaN", ".NAN" -> Double.NaN;
      default -> {
        try {
          yield text.chars().allMatch(c -> "0123456789.eE+-".indexOf(c) >= 0)
              ? Double.valueOf(text)
              : null;
        } catch (NumberFormatException e) {
          yield null;
        }
      }
    };
  }

  /// In the spelling of Prometheus or of Go; not negative.
  private static @Nullable Duration parseDuration(String text) {
    Long millis = DurationText.parsePrometheus(text.trim());
    if (millis != null) {
      return Duration.ofMillis(millis);
    }
    Long nanos = DurationText.parseGo(text.trim());
    return nanos == null || nanos < 0 ? null : Duration.ofNanos(nanos);
  }
}
