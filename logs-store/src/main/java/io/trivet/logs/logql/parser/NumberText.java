package io.trivet.logs.logql.parser;

import io.trivet.core.text.GoNumber;
import java.math.BigDecimal;

/// Numbers of queries as text.
final class NumberText {
  private NumberText() {}

  /// Takes an optional sign and a number.
  static double number(TokenReader in) {
    boolean negative = in.peek().isSymbol("-");
    if (negative || in.peek().isSymbol("+")) {
      in.next();
    }
    double value = parse(in.expect(Token.Kind.NUMBER).text());
    return negative ? -value : value;
  }

  /// A number in the spelling of Go: decimal, or hexadecimal with a binary exponent.
  static double parse(String text) {
    String plain = text.replace("_", "");
    boolean prefixed =
        plain.length() > 1 && plain.charAt(0) == '0' && Character.isLetter(plain.charAt(1));
    boolean hex = prefixed && (plain.charAt(1) | 0x20) == 'x';
    boolean exponent = plain.indexOf('p') > 0 || plain.indexOf('P') > 0;
    if (!prefixed || hex && exponent || (plain.charAt(1) | 0x20) == 'e') {
      try {
        return Double.parseDouble(plain);
      } catch (NumberFormatException e) {
        throw bad(text);
      }
    }
    throw bad(text);
  }

  private static RuntimeException bad(String text) {
    return TokenReader.problem(
        "unable to parse literal as a float: \""
            + text
            + "\"; numbers are decimal, or hexadecimal with an exponent such as 0x1p4");
  }

  /// The shortest text of a number, never with an exponent.
  static String plain(double value) {
    return Double.isNaN(value) || Double.isInfinite(value) || value == 0
        ? GoNumber.format(value)
        : new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  /// A number as Go prints it, with an exponent from 1e+21 on.
  static String format(double value) {
    return Math.abs(value) < 1e21 && Math.abs(value) >= 1e-4
        ? plain(value)
        : GoNumber.format(value);
  }
}
