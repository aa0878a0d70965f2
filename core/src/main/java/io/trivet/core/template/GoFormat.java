package io.trivet.core.template;

import io.trivet.core.label.Labels;
import io.trivet.core.text.GoNumber;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `printf` of Go for the values of templates.
public final class GoFormat {
  private static final int MAX_WIDTH = 10_000;

  private final String format;
  private final List<@Nullable Object> arguments;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int argument;
  private boolean minus;
  private boolean plus;
  private boolean zero;
  private boolean space;
  private boolean sharp;
  private int width;
  private int precision;

  private GoFormat(String format, List<@Nullable Object> arguments) {
    this.format = format;
    this.arguments = arguments;
  }

  /// The text as `fmt.Sprintf` makes it.
  public static String format(String format, List<@Nullable Object> arguments) {
    return new GoFormat(format, arguments).run();
  }

  private String run() {
    while (at < format.length()) {
      char c = format.charAt(at++);
      if (c != '%') {
        out.append(c);
        continue;
      }
      flags();
      if (at >= format.length()) {
        out.append("%!(NOVERB)");
        break;
      }
      int verb = format.codePointAt(at);
      at += Character.charCount(verb);
      if (verb == '%') {
        out.append('%');
      } else if (argument >= arguments.size()) {
        out.append("%!").appendCodePoint(verb).append("(MISSING)");
      } else {
        pad(value((char) verb, arguments.get(argument++)));
      }
    }
    if (argument < arguments.size()) {
      extra();
    }
    return out.toString();
  }

  private void extra() {
    out.append("%!(EXTRA ");
    for (int i = argument; i < arguments.size(); i++) {
      Object value = arguments.get(i);
      out.append(i > argument ? ", " : "");
      out.append(value == null ? "<nil>" : GoText.typeName(value) + "=" + GoText.print(value));
    }
    out.append(')');
  }

  private void flags() {
    minus = plus = zero = space = sharp = false;
    width = -1;
    precision = -1;
    for (; at < format.length(); at++) {
      switch (format.charAt(at)) {
        case '-' -> minus = true;
        case '+' -> plus = true;
        case '0' -> zero = true;
        case ' ' -> space = true;
        case '#' -> sharp = true;
        default -> {
          width = count();
          if (at < format.length() && format.charAt(at) == '.') {
            at++;
            precision = Math.max(0, count());
          }
          return;
        }
      }
    }
  }

  /// A number in the format, or `*` for the next argument; -1 when there is neither.
  private int count() {
    if (at < format.length() && format.charAt(at) == '*' && argument < arguments.size()) {
      at++;
      int number = (int) Math.min(MAX_WIDTH, GoText.toLong(arguments.get(argument++)));
      minus |= number < 0;
      return Math.min(MAX_WIDTH, Math.abs(number));
    }
    int start = at;
    int number = 0;
    while (at < format.length() && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
      number = Math.min(MAX_WIDTH, 10 * number + format.charAt(at++) - '0');
    }
    return at == start ? -1 : number;
  }

  private void pad(String text) {
    int missing = width - text.codePointCount(0, text.length());
    if (missing <= 0) {
      out.append(text);
    } else if (minus) {
      out.append(text).append(" ".repeat(missing));
    } else if (zero) {
      boolean sign = text.startsWith("-") || text.startsWith("+");
      out.append(sign ? text.substring(0, 1) : "")
          .append("0".repeat(missing))
          .append(sign ? text.substring(1) : text);
    } else {
      out.append(" ".repeat(missing)).append(text);
    }
  }

  private String value(char verb, @Nullable Object value) {
    return switch (verb) {
      case 'v' -> sharp && value instanceof String text ? quoted(text) : plain(value);
      case 'T' -> value == null ? "<nil>" : GoText.typeName(value);
      case 's' ->
          value instanceof String || !isNumber(value) ? cut(plain(value)) : bad(verb, value);
      case 'q' ->
          value instanceof String text
              ? quoted(cut(text))
              : value instanceof Long code
                  ? "'" + Character.toString((int) (long) code) + "'"
                  : bad(verb, value);
      case 't' -> value instanceof Boolean ? plain(value) : bad(verb, value);
      case 'd' -> value instanceof Long number ? signed(Long.toString(number)) : bad(verb, value);
      case 'c' ->
          value instanceof Long code ? Character.toString((int) (long) code) : bad(verb, value);
      case 'b', 'o', 'x', 'X', 'U' -> based(verb, value);
      case 'e', 'E', 'f', 'F', 'g', 'G' ->
          value instanceof Double number ? floating(verb, number) : bad(verb, value);
      default -> bad(verb, value);
    };
  }

  private String plain(@Nullable Object value) {
    if (value instanceof Long number) {
      return signed(Long.toString(number));
    }
    if (value instanceof Double number) {
      return precision < 0 ? signed(GoNumber.format(number)) : floating('g', number);
    }
    return value == null ? "<nil>" : GoText.print(value);
  }

  private static boolean isNumber(@Nullable Object value) {
    return value instanceof Long
        || value instanceof Double
        || value instanceof Boolean
        || value == null;
  }

  private static String bad(char verb, @Nullable Object value) {
    return value == null
        ? "%!" + verb + "(<nil>)"
        : "%!" + verb + "(" + GoText.typeName(value) + "=" + GoText.print(value) + ")";
  }

  private String cut(String text) {
    int points = text.codePointCount(0, text.length());
    return precision < 0 || precision >= points
        ? text
        : text.substring(0, text.offsetByCodePoints(0, precision));
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder();
    Labels.quote(text, quoted);
    return quoted.toString();
  }

  private String signed(String number) {
    return number.startsWith("-") ? number : plus ? "+" + number : space ? " " + number : number;
  }

  private String based(char verb, @Nullable Object value) {
    if (value instanceof Long number) {
      String digits =
          switch (verb) {
            case 'b' -> Long.toString(number, 2);
            case 'o' -> Long.toString(number, 8);
            case 'U' -> "U+" + String.format("%04X", number);
            default -> Long.toString(number, 16);
          };
      String prefix = sharp && (verb == 'x' || verb == 'X') ? "0x" : "";
      String text = prefix + digits;
      return verb == 'X' ? text.toUpperCase(Locale.ROOT) : text;
    }
    if (value instanceof String text && (verb == 'x' || verb == 'X')) {
      String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
      return verb == 'X' ? hex.toUpperCase(Locale.ROOT) : hex;
    }
    return bad(verb, value);
  }

  private String floating(char verb, double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return signed(GoNumber.format(number));
    }
    int digits = precision < 0 ? 6 : precision;
    return switch (verb) {
      case 'f', 'F' ->
          signed(new BigDecimal(number).setScale(digits, RoundingMode.HALF_EVEN).toPlainString());
      case 'e', 'E' -> signed(String.format(Locale.ROOT, "%." + digits + verb, number));
      default -> {
        if (precision < 0) {
          yield signed(GoNumber.format(number));
        }
        BigDecimal rounded =
            new BigDecimal(number)
                .round(new MathContext(Math.max(1, precision), RoundingMode.HALF_EVEN));
        int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        yield signed(
            exponent < -4 || exponent >= Math.max(1, precision)
                ? GoNumber.format(rounded.doubleValue())
                : plainDecimal(rounded));
      }
    };
  }

  private static String plainDecimal(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
