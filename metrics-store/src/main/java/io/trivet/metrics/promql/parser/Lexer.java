package io.trivet.metrics.promql.parser;

import io.trivet.core.text.Cursor;
import io.trivet.core.text.QueryParseException;
import io.trivet.core.text.SourceText;
import io.trivet.core.text.TextRange;
import java.util.Locale;
import java.util.Set;

/// Cuts a query into tokens, on demand, so that of several errors the first in the text is told.
///
/// PromQL is lexed by place: inside braces every word is an identifier, inside brackets numbers,
/// durations and few operators stand, elsewhere words may be keywords.
final class Lexer {
  private static final Set<String> KEYWORDS =
      Set.of(
          "and",
          "or",
          "unless",
          "atan2",
          "offset",
          "by",
          "without",
          "on",
          "ignoring",
          "group_left",
          "group_right",
          "bool",
          "anchored",
          "smoothed",
          "sum",
          "avg",
          "count",
          "min",
          "max",
          "group",
          "stddev",
          "stdvar",
          "topk",
          "bottomk",
          "count_values",
          "quantile",
          "limitk",
          "limit_ratio",
          "start",
          "end",
          "step",
          "range",
          "min_of",
          "max_of");
  private static final Set<String> FILLS = Set.of("fill", "fill_left", "fill_right");
  private static final Set<String> DURATION_WORDS = Set.of("step", "range", "min_of", "max_of");

  private final SourceText source;
  private final Cursor cursor;
  private int start;
  private int parens;
  private boolean inBraces;
  private boolean inBrackets;
  private boolean colonSeen;

  Lexer(SourceText source) {
    this.source = source;
    this.cursor = new Cursor(source);
  }

  Token next() {
    skipBlank();
    start = cursor.offset();
    int c = cursor.peek();
    if (inBraces) {
      return insideBraces(c);
    }
    return inBrackets ? insideBrackets(c) : outside(c);
  }

  private Token outside(int c) {
    return switch (c) {
      case Cursor.END -> {
        if (parens > 0) {
          throw error("unclosed left parenthesis");
        }
        yield token(Token.Kind.END);
      }
      case '(' -> {
        parens++;
        yield symbol(1);
      }
      case ')' -> {
        if (--parens < 0) {
          cursor.skip(1);
          start = cursor.offset();
          throw error("unexpected right parenthesis ')'");
        }
        yield symbol(1);
      }
      case '{' -> {
        inBraces = true;
        yield symbol(1);
      }
      case '[' -> {
        cursor.skip(1);
        Token bracket = token(Token.Kind.SYMBOL);
        inBrackets = true;
        colonSeen = false;
        yield bracket;
      }
      case ',', '+', '-', '*', '/', '%', '^', '@' -> {
        yield symbol(1);
      }
      case '=' -> {
        int after = cursor.peek(1);
        if (after == '~') {
          start += 1;
          throw error("unexpected character after '=': '~'");
        }
        yield symbol(after == '=' ? 2 : 1);
      }
      case '!' -> {
        if (cursor.peek(1) == '=') {
          yield symbol(2);
        }
        throw error("unexpected character after '!': " + describe(cursor.peek(1)));
      }
      case '<', '>' -> {
        int after = cursor.peek(1);
        yield symbol(after == '=' || after == '/' ? 2 : 1);
      }
      case '"', '\'', '`' -> {
        yield string(c);
      }
      case ':' -> {
        throw error("unexpected colon ':'");
      }
      default -> {
        if (isDigit(c) || c == '.' && isDigit(cursor.peek(1))) {
          yield number();
        }
        if (isLetter(c)) {
          yield word();
        }
        throw error("unexpected character: " + describe(c));
      }
    };
  }

  private Token word() {
    boolean colon = false;
    while (isLetter(cursor.peek()) || isDigit(cursor.peek()) || cursor.peek() == ':') {
      colon |= cursor.next() == ':';
    }
    String lower = cursor.slice(start, cursor.offset()).toLowerCase(Locale.ROOT);
    if (KEYWORDS.contains(lower) || FILLS.contains(lower) && isFollowedByParenthesis()) {
      return token(Token.Kind.KEYWORD);
    }
    if (lower.equals("inf") || lower.equals("nan")) {
      return token(Token.Kind.NUMBER);
    }
    return token(colon ? Token.Kind.METRIC_IDENTIFIER : Token.Kind.IDENTIFIER);
  }

  private boolean isFollowedByParenthesis() {
    int at = 0;
    while (isSpace(cursor.peek(at))) {
      at++;
    }
    return cursor.peek(at) == '(';
  }

  private Token insideBraces(int c) {
    return switch (c) {
      case Cursor.END -> throw error("unexpected end of input inside braces");
      case '{' -> throw error("unexpected left brace '{'");
      case '}' -> {
        inBraces = false;
        yield symbol(1);
      }
      case ',' -> {
        yield symbol(1);
      }
      case '"', '\'', '`' -> {
        yield string(c);
      }
      case '=' -> {
        yield symbol(cursor.peek(1) == '~' ? 2 : 1);
      }
      case '!' -> {
        int after = cursor.peek(1);
        if (after == '=' || after == '~') {
          yield symbol(2);
        }
        throw error("unexpected character after '!' inside braces: " + describe(after));
      }
      default -> {
        if (!isLetter(c)) {
          throw error("unexpected character inside braces: " + describe(c));
        }
        while (isLetter(cursor.peek()) || isDigit(cursor.peek())) {
          cursor.next();
        }
        yield token(Token.Kind.IDENTIFIER);
      }
    };
  }

  private Token insideBrackets(int c) {
    return switch (c) {
      case Cursor.END ->
          throw error(
              start > 0 && cursor.slice(start - 1, start).equals("[")
                  ? "unexpected end of input in duration expression"
                  : "unclosed left bracket");
      case ']' -> {
        inBrackets = false;
        yield symbol(1);
      }
      case ':' -> {
        if (colonSeen) {
          throw error("unexpected colon ':'");
        }
        colonSeen = true;
        yield symbol(1);
      }
      case '(', ')', ',', '+', '-', '*', '/', '%', '^' -> {
        yield symbol(1);
      }
      default -> {
        if (isDigit(c) || c == '.' && isDigit(cursor.peek(1))) {
          yield number();
        }
        if (isLetter(c)) {
          while (isLetter(cursor.peek()) || isDigit(cursor.peek())) {
            cursor.next();
          }
          if (DURATION_WORDS.contains(
              cursor.slice(start, cursor.offset()).toLowerCase(Locale.ROOT))) {
            yield token(Token.Kind.KEYWORD);
          }
        }
        throw error("unexpected character in duration expression: " + describe(c));
      }
    };
  }

  /// A number, or a duration: number, unit, number, unit ...
  private Token number() {
    if (cursor.peek() == '0' && (cursor.peek(1) == 'x' || cursor.peek(1) == 'X')) {
      cursor.skip(2);
      while (Character.digit(cursor.peek(), 16) >= 0 && cursor.peek() < 128
          || cursor.peek() == '_') {
        cursor.next();
      }
    } else {
      digits();
      if (cursor.peek() == '.') {
        cursor.next();
        digits();
      }
      if (cursor.peek() == 'e' || cursor.peek() == 'E') {
        int sign = cursor.peek(1) == '+' || cursor.peek(1) == '-' ? 1 : 0;
        if (isDigit(cursor.peek(1 + sign))) {
          cursor.skip(1 + sign);
          digits();
        }
      }
    }
    if (!isLetter(cursor.peek()) && !isDigit(cursor.peek()) && cursor.peek() != '.') {
      return token(Token.Kind.NUMBER);
    }
    int numberEnd = cursor.offset();
    if (!duration()) {
      throw error("bad number or duration syntax: \"" + cursor.slice(start, numberEnd) + "\"");
    }
    return token(Token.Kind.DURATION);
  }

  private boolean duration() {
    while (true) {
      if (!unit()) {
        return false;
      }
      if (!isDigit(cursor.peek())) {
        return !isLetter(cursor.peek());
      }
      while (isDigit(cursor.peek())) {
        cursor.next();
      }
    }
  }

  private boolean unit() {
    switch (cursor.peek()) {
      case 's', 'h', 'd', 'w', 'y' -> cursor.next();
      case 'm' -> cursor.skip(cursor.peek(1) == 's' ? 2 : 1);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void digits() {
    while (isDigit(cursor.peek()) || cursor.peek() == '_' && isDigit(cursor.peek(1))) {
      cursor.next();
    }
  }

  private Token string(int quote) {
    int before = cursor.next();
    while (true) {
      int c = cursor.next();
      if (c == Cursor.END || c == '\n' && quote != '`') {
        throw error(quote == '`' ? "unterminated raw string" : "unterminated quoted string");
      }
      if (c == quote) {
        return token(Token.Kind.STRING);
      }
      if (Character.isLowSurrogate((char) c) && !Character.isHighSurrogate((char) before)) {
        throw error("invalid UTF-8 rune");
      }
      before = c;
      if (c == '\\' && quote != '`' && cursor.peek() != '\n') {
        cursor.next();
      }
    }
  }

  private void skipBlank() {
    while (true) {
      int c = cursor.peek();
      if (isSpace(c)) {
        cursor.next();
      } else if (c == '#') {
        while (cursor.peek() != '\n' && cursor.peek() != Cursor.END) {
          cursor.next();
        }
      } else {
        return;
      }
    }
  }

  private Token symbol(int width) {
    cursor.skip(width);
    return token(Token.Kind.SYMBOL);
  }

  private Token token(Token.Kind kind) {
    int end = cursor.offset();
    return new Token(kind, cursor.slice(start, end), new TextRange(start, end));
  }

  private QueryParseException error(String message) {
    return new QueryParseException(
        source, new TextRange(start, Math.max(start, cursor.offset())), "parse error: " + message);
  }

  private static String describe(int c) {
    return c == Cursor.END ? "end of input" : "'" + (char) c + "'";
  }

  private static boolean isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }
}
