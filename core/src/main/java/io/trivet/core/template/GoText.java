package io.trivet.core.template;

import io.trivet.core.text.GoNumber;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Values of templates as Go prints, reads and judges them.
public final class GoText {
  private GoText() {}

  /// A value as `%v` prints it.
  public static String print(@Nullable Object value) {
    return switch (value) {
      case null -> "<no value>";
      case String text -> text;
      case Double number -> GoNumber.format(number);
      case ZonedDateTime time ->
          GoTimeLayout.format("2006-01-02 15:04:05.999999999 -0700 MST", time);
      case Map<?, ?> map ->
          new TreeMap<>(map)
              .entrySet().stream()
                  .map(e -> print(e.getKey()) + ":" + nested(e.getValue()))
                  .collect(Collectors.joining(" ", "map[", "]"));
      case List<?> list ->
          list.stream().map(GoText::nested).collect(Collectors.joining(" ", "[", "]"));
      default -> value.toString();
    };
  }

  private static String nested(@Nullable Object value) {
    return value == null ? "<nil>" : print(value);
  }

  public static boolean isTrue(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean flag -> flag;
      case String text -> !text.isEmpty();
      case Long number -> number != 0;
      case Double number -> number != 0;
      case Map<?, ?> map -> !map.isEmpty();
      case List<?> list -> !list.isEmpty();
      case TemplateObject object -> {
        Map<String, ?> map = object.asMap();
        yield map == null || !map.isEmpty();
      }
      default -> true;
    };
  }

  /// The value as a text argument of a function.
  ///
  /// @throws TemplateException if it is no text
  public static String string(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new TemplateException(
        "wrong type for value; expected string; got " + (value == null ? "nil" : typeName(value)));
  }

  public static String typeName(Object value) {
    return switch (value) {
      case String _ -> "string";
      case Long _ -> "int";
      case Double _ -> "float64";
      case Boolean _ -> "bool";
      case Map<?, ?> _ -> "map[string]interface {}";
      case List<?> _ -> "[]interface {}";
      case ZonedDateTime _ -> "time.Time";
      default -> "value";
    };
  }

  /// The text as a value in the query of a URL, in the spelling of Go.
  public static String queryEscape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A").replace("%7E", "~");
  }

  /// A constant of a template: whole numbers with prefixes and `_`, or decimal ones.
  static Object number(String text) {
    String plain = text.replace("_", "");
    try {
      return Long.decode(octal(plain));
    } catch (NumberFormatException e) {
      Double number = GoNumber.parse(plain);
      if (number == null) {
        throw new TemplateException("bad number syntax: \"" + text + "\"");
      }
      return number;
    }
  }

  private static String octal(String text) {
    if (text.startsWith("0o") || text.startsWith("0O")) {
      return "0" + text.substring(2);
    }
    if (text.startsWith("0b") || text.startsWith("0B")) {
      return String.valueOf(Long.parseLong(text.substring(2), 2));
    }
    return text.startsWith("#") ? "x" : text;
  }

  /// The meaning of a constant in single or double quotes.
  static String unquote(String quoted) {
    StringBuilder out = new StringBuilder();
    int end = quoted.length() - 1;
    for (int i = 1; i < end; i++) {
      char c = quoted.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char kind = quoted.charAt(++i);
      int simple = "abfnrtv\\\"'".indexOf(kind);
      int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
      boolean octal = kind >= '0' && kind <= '7';
      if (simple >= 0) {
        out.append("\u0007\b\f\n\r\t\u000b\\\"'".charAt(simple));
      } else if (digits > 0 || octal) {
        int from = octal ? i : i + 1;
        int to = from + (octal ? 3 : digits);
        if (to > end) {
          throw new TemplateException("invalid syntax");
        }
        try {
          out.appendCodePoint(Integer.parseInt(quoted.substring(from, to), octal ? 8 : 16));
        } catch (IllegalArgumentException e) {
          throw new TemplateException("invalid syntax");
        }
        i = to - 1;
      } else {
        throw new TemplateException("invalid syntax");
      }
    }
    return out.toString();
  }

  /// A whole number from whatever looks like one, else 0.
  public static long toLong(@Nullable Object value) {
    return switch (value) {
      case Long number -> number;
      case Double number -> (long) (double) number;
      case Boolean flag -> flag ? 1 : 0;
      case String text -> {
        try {
          yield Long.decode(octal(text));
        } catch (NumberFormatException e) {
          Double number = GoNumber.parse(text);
          yield number == null || number.isNaN() ? 0 : (long) (double) number;
        }
      }
      case null, default -> 0;
    };
  }

  /// A number from whatever looks like one, else 0.
  public static double toDouble(@Nullable Object value) {
    return switch (value) {
      case Long number -> number;
      case Double number -> number;
      case Boolean flag -> flag ? 1 : 0;
      case String text -> {
        Double number = GoNumber.parse(text);
        yield number == null ? 0 : number;
      }
      case null, default -> 0;
    };
  }
}
