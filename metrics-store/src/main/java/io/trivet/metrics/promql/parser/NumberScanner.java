package io.trivet.metrics.promql.parser;

import io.trivet.core.text.Cursor;

/// Where a number or a duration ends.
///
/// The syntax is wider than what numbers mean: `1_` before a parenthesis is taken here and refused
/// when its value is read, as Prometheus does, so that errors stand at the same place.
final class NumberScanner {
  private static final String DECIMAL = "0123456789";
  private static final String HEXADECIMAL = "0123456789abcdefABCDEF";

  private final Cursor cursor;

  NumberScanner(Cursor cursor) {
    this.cursor = cursor;
  }

  /// Takes a number: digits with at most one point and one exponent, and underscores between. False
  /// when what was taken is none, or goes on as a word.
  boolean number() {
    String digits = DECIMAL;
    if (accept("0") && accept("xX")) {
      accept("_");
      digits = HEXADECIMAL;
    }
    accept(".");
    accept(digits);
    boolean point = false;
    boolean exponent = false;
    while (true) {
      int c = cursor.peek();
      if (c == '.') {
        cursor.next();
        if (point || accept("_.") || digits.equals(HEXADECIMAL)) {
          return false;
        }
        point = true;
      } else if (c == 'e' || c == 'E') {
        cursor.next();
        if (exponent) {
          return false;
        }
        exponent = true;
        accept("+-");
        if (accept("._eE") || cursor.atEnd()) {
          return false;
        }
      } else if (c == '_') {
        cursor.next();
        if (accept("._eE") || cursor.atEnd()) {
          return false;
        }
      } else if (isOneOf(c, digits)) {
        while (accept(digits)) {}
      } else {
        return !Lexer.isLetter(c) && !Lexer.isDigit(c);
      }
    }
  }

  /// Takes the rest of a duration whose first number was taken: unit, number, unit ... False when
  /// it is none, or goes on as a word.
  boolean duration() {
    if (!accept("smhdwy")) {
      return false;
    }
    accept("s");
    while (accept(DECIMAL)) {
      while (accept(DECIMAL)) {}
      if (!accept("smhdw")) {
        return false;
      }
      accept("s");
    }
    return !Lexer.isLetter(cursor.peek()) && !Lexer.isDigit(cursor.peek());
  }

  private boolean accept(String oneOf) {
    if (isOneOf(cursor.peek(), oneOf)) {
      cursor.next();
      return true;
    }
    return false;
  }

  private static boolean isOneOf(int c, String characters) {
    return c != Cursor.END && characters.indexOf(c) >= 0;
  }
}
