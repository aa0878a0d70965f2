package io.trivet.core.rule;

import io.trivet.core.template.GoFormat;
import io.trivet.core.template.GoText;
import io.trivet.core.template.TemplateException;
import io.trivet.core.template.TemplateFunctions;
import io.trivet.core.template.TemplateObject;
import io.trivet.core.text.GoNumber;
import io.trivet.core.time.DurationText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Functions of templates that make numbers readable.
final class HumaneNumbers {
  private static final String[] LARGE = {"k", "M", "G", "T", "P", "E", "Z", "Y"};
  private static final String[] BINARY = {"ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"};
  private static final String[] SMALL = {"m", "u", "n", "p", "f", "a", "z", "y"};

  private HumaneNumbers() {}

  /// A duration with the methods of Go's, as Go prints it.
  private record Span(long nanos) implements TemplateObject {
    @Override
    public Object field(String name) {
      return switch (name) {
        case "Hours" -> nanos / 3600e9;
        case "Minutes" -> nanos / 60e9;
        case "Seconds" -> nanos / 1e9;
        case "Milliseconds" -> nanos / 1_000_000;
        case "Microseconds" -> nanos / 1000;
        case "Nanoseconds" -> nanos;
        case "Abs" -> new Span(Math.abs(nanos));
        case "String" -> toString();
        default ->
            throw new TemplateException("can't evaluate field " + name + " in type *time.Duration");
      };
    }

    @Override
    public @Nullable Map<String, ?> asMap() {
      return null;
    }

    @Override
    public String toString() {
      return DurationText.formatGo(nanos);
    }
  }

  static void register(TemplateFunctions.Builder functions) {
    functions.add("humanize", 1, 1, a -> humanize(number(a.get(0))));
    functions.add("humanize1024", 1, 1, a -> humanize1024(number(a.get(0))));
    functions.add("humanizeDuration", 1, 1, a -> duration(number(a.get(0))));
    functions.add("humanizePercentage", 1, 1, a -> four(100 * number(a.get(0))) + "%");
    functions.add("humanizeTimestamp", 1, 1, a -> timestamp(number(a.get(0))));
    functions.add("toTime", 1, 1, a -> time(number(a.get(0))));
    functions.add("toDuration", 1, 1, a -> span(number(a.get(0))));
  }

  private static double number(@Nullable Object value) {
    return switch (value) {
      case Double number -> number;
      case Long number -> number;
      case Span span -> span.nanos() / 1e9;
      case String text -> {
        Double number = GoNumber.parse(text);
        if (number == null) {
          throw new TemplateException(GoNumber.problem(text));
        }
        yield number;
      }
      case null -> throw new TemplateException("can't convert <nil> to float");
      default ->
          throw new TemplateException("can't convert " + GoText.typeName(value) + " to float");
    };
  }

  private static boolean isFinite(double value) {
    return !Double.isNaN(value) && !Double.isInfinite(value);
  }

  /// Four significant digits.
  private static String four(double value) {
    return GoFormat.format("%.4g", List.of(value));
  }

  private static String humanize(double value) {
    if (value == 0 || !isFinite(value)) {
      return four(value);
    }
    return Math.abs(value) >= 1 ? large(value, 1000, LARGE) : small(value);
  }

  private static String humanize1024(double value) {
    return Math.abs(value) <= 1 || !isFinite(value) ? four(value) : large(value, 1024, BINARY);
  }

  private static String large(double value, double step, String[] prefixes) {
    double rest = value;
    String prefix = "";
    for (int i = 0; i < prefixes.length && Math.abs(rest) >= step; i++) {
      prefix = prefixes[i];
      rest /= step;
    }
    return four(rest) + prefix;
  }

  private static String small(double value) {
    double rest = value;
    String prefix = "";
    for (int i = 0; i < SMALL.length && Math.abs(rest) < 1; i++) {
      prefix = SMALL[i];
      rest *= 1000;
    }
    return four(rest) + prefix;
  }

  private static String duration(double value) {
    if (!isFinite(value)) {
      return four(value);
    }
    if (value == 0) {
      return four(value) + "s";
    }
    if (Math.abs(value) < 1) {
      return small(value) + "s";
    }
    String sign = value < 0 ? "-" : "";
    double size = Math.abs(value);
    long all = (long) size;
    long minutes = all / 60 % 60;
    long hours = all / 3600 % 24;
    long days = all / 86_400;
    String tail = minutes + "m " + all % 60 + "s";
    if (days != 0) {
      return sign + days + "d " + hours + "h " + tail;
    }
    if (hours != 0) {
      return sign + hours + "h " + tail;
    }
    return sign + (minutes != 0 ? tail : four(size) + "s");
  }

  private static Object timestamp(double seconds) {
    return isFinite(seconds) ? GoText.print(time(seconds)) : four(seconds);
  }

  private static Object time(double seconds) {
    long millis = Math.floorDiv(nanos(seconds, "timestamp"), 1_000_000);
    return Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC);
  }

  private static Object span(double seconds) {
    return new Span(nanos(seconds, "duration"));
  }

  private static long nanos(double seconds, String kind) {
    double nanos = seconds * 1e9;
    if (!isFinite(nanos) || Math.abs(nanos) > Long.MAX_VALUE) {
      throw new TemplateException(
          GoNumber.format(seconds)
              + " cannot be represented as a nanoseconds "
              + kind
              + " since it overflows int64");
    }
    return (long) nanos;
  }
}
