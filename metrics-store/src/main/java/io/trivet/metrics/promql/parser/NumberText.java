package io.trivet.metrics.promql.parser;

/// Numbers as PromQL writes them and prints them.
final class NumberText {
  private NumberText() {}

  static double parse(TokenStream tokens, Token token) {
    String text = token.text().replace("_", "");
    if (text.equalsIgnoreCase("inf")) {
      return Double.POSITIVE_INFINITY;
    }
    if (text.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    try {
      if (text.length() > 1 && text.charAt(0) == '0') {
        if (text.charAt(1) == 'x' || text.charAt(1) == 'X') {
          return Long.parseUnsignedLong(text.substring(2), 16);
        }
        if (text.chars().allMatch(c -> c >= '0' && c <= '7')) {
          return Long.parseLong(text, 8);
        }
      }
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw tokens.error(token.at(), "error parsing number: \"" + token.text() + "\"");
    }
  }
}
