package io.trivet.metrics.promql.parser;

/// Numbers as PromQL writes them and prints them.
final class NumberText {
  private NumberText() {}

  /// The value of a number token: Go's integers (hexadecimal, octal with a leading zero, decimal)
  /// and floating-point numbers, with underscores between digits.
  static double parse(TokenStream tokens, Token token) {
    String text = token.text();
    if (text.equalsIgnoreCase("inf")) {
      return Double.POSITIVE_INFINITY;
    }
    if (text.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    double value = underscoresSeparateDigits(text) ? value(text.replace("_", "")) : Double.NaN;
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw tokens.error(token.at(), "error parsing number: \"" + text + "\"");
    }
    return value;
  }

  /// NaN or infinite if it is no number.
  private static double value(String text) {
    try {
      if (text.startsWith("0x") || text.startsWith("0X")) {
        return Long.parseLong(text, 2, text.length(), 16);
      }
      if (text.startsWith("0") && text.length() < 22 && isOctal(text)) {
        return Long.parseLong(text, 8);
      }
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static boolean isOctal(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '7');
  }

  /// Whether each underscore stands after a digit or the prefix `0x`, and before a digit.
  private static boolean underscoresSeparateDigits(String text) {
    boolean hexadecimal = text.startsWith("0x") || text.startsWith("0X");
    for (int i = text.indexOf('_'); i >= 0; i = text.indexOf('_', i + 1)) {
      boolean after = i > 0 && (isDigit(text.charAt(i - 1), hexadecimal) || hexadecimal && i == 2);
      if (!after || i + 1 == text.length() || !isDigit(text.charAt(i + 1), hexadecimal)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c, boolean hexadecimal) {
    return c < 0x80 && Character.digit(c, hexadecimal ? 16 : 10) >= 0;
  }
}
