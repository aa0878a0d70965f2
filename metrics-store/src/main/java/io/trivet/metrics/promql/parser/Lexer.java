package io.trivet.metrics.promql.parser;

import io.trivet.core.text.Cursor;
import io.trivet.core.text.QueryParseException;
import io.trivet.core.text.SourceText;
import io.trivet.core.text.TextRange;
import java.util.Locale;
import java.util.Set;

/// Cuts a query into tokens, on demand, so that of several errors the first in the text is told.
///
/// PromQL is lexed by place: inside braces every word is an identifier; inside brackets, up to the
/// first number, only durations and operators stand, and after it words of durations only;
/// elsewhere words may be keywords. The order of errors follows Prometheus.
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

  /// Where durations are read character by character, just after a bracket.
  private static final String DURATION_FIRST_LETTERS = "srmSRM";

  /// What stands for bytes that are not UTF-8.
  private static final char UNREADABLE = '\ufffd';

  private final SourceText source;
  private final Cursor cursor;
  private final NumberScanner numbers;
  private int start;
  private int parens;
  private boolean inBraces;
  private boolean inBrackets;
  private boolean inDuration;
  private boolean colonSeen;

  /// Whether any bracket so far held a number.
  private boolean durationSeen;

  Lexer(SourceText source) {
    this.source = source;
    this.cursor = new Cursor(source);
    this.numbers = new NumberScanner(cursor);
  }

  Token next() {
    skipBlank();
    start = cursor.offset();
    int c = cursor.peek();
    if (inBraces) {
      return insideBraces(c);
    }
    return inDuration ? duration(c) : outside(c);
  }

  private Token outside(int c) {
    return switch (c) {
      case Cursor.END -> {
        if (parens > 0) {
          throw error("unclosed left parenthesis");
        }
        if (inBrackets) {
          throw error("unclosed left bracket");
        }
        yield token(Token.Kind.END);
      }
      case '(', ')' -> {
        yield parenthesis(c);
      }
      case '{' -> {
        inBraces = true;
        yield symbol(1);
      }
      case '[' -> {
        if (inBrackets) {
          throw error("unexpected left bracket '['");
        }
        inBrackets = true;
        inDuration = true;
        colonSeen = false;
        yield symbol(1);
      }
      case ']' -> {
        if (!inBrackets) {
          throw error("unexpected right bracket ']'");
        }
        inBrackets = false;
        yield symbol(1);
      }
      case ',', '+', '-', '*', '/', '%', '^', '@' -> {
        yield symbol(1);
      }
      case '=' -> {
        int after = cursor.peek(1);
        if (after == '~') {
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
      default -> {
        if (isDigit(c) || c == '.' && isDigit(cursor.peek(1))) {
          yield number();
        }
        if (isLetter(c) || c == ':') {
          yield inBrackets ? wordInBrackets(c) : word();
        }
        throw error("unexpected character: " + describe(c));
      }
    };
  }

  private Token parenthesis(int c) {
    Token token = symbol(1);
    if (c == '(') {
      parens++;
    } else if (--parens < 0) {
      start = cursor.offset();
      throw error("unexpected right parenthesis ')'");
    }
    return token;
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

  private Token wordInBrackets(int c) {
    if (c == ':') {
      if (colonSeen) {
        throw error("unexpected colon ':'");
      }
      colonSeen = true;
      return symbol(1);
    }
    if (isDurationWord(c)) {
      return token(Token.Kind.KEYWORD);
    }
    throw error("unexpected character: " + describe(c) + ", expected ':'");
  }

  /// Takes the letters that follow, and says whether they are a word of durations.
  private boolean isDurationWord(int c) {
    if (DURATION_FIRST_LETTERS.indexOf(c) < 0) {
      return false;
    }
    while (isLetter(cursor.peek())) {
      cursor.next();
    }
    return DURATION_WORDS.contains(cursor.slice(start, cursor.offset()).toLowerCase(Locale.ROOT));
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

  /// Inside brackets, up to the first number.
  private Token duration(int c) {
    return switch (c) {
      case Cursor.END -> throw error("unexpected end of input in duration expression");
      case ']' -> {
        inBrackets = false;
        inDuration = false;
        yield symbol(1);
      }
      case ':' -> {
        Token colon = symbol(1);
        if (!durationSeen || colonSeen) {
          start = cursor.offset();
          throw error(
              durationSeen
                  ? "unexpected repeated colon in duration expression"
                  : "unexpected colon before duration in duration expression");
        }
        colonSeen = true;
        yield colon;
      }
      case '(', ')' -> {
        yield parenthesis(c);
      }
      case ',', '+', '-', '*', '/', '%', '^' -> {
        yield symbol(1);
      }
      default -> {
        if (isDigit(c) || c == '.' && isDigit(cursor.peek(1))) {
          inDuration = false;
          durationSeen = true;
          yield number();
        }
        if (isDurationWord(c)) {
          yield token(Token.Kind.KEYWORD);
        }
        throw error("unexpected character in duration expression: " + describe(c));
      }
    };
  }

  /// A number, or a duration: number, unit, number, unit ...
  private Token number() {
    if (numbers.number()) {
      return token(Token.Kind.NUMBER);
    }
    if (numbers.duration()) {
      return token(Token.Kind.DURATION);
    }
    throw error("bad number or duration syntax: \"" + cursor.slice(start, cursor.offset()) + "\"");
  }

  private Token string(int quote) {
    cursor.next();
    while (true) {
      int c = cursor.next();
      if (c == Cursor.END || c == '\n' && quote != '`') {
        throw error(quote == '`' ? "unterminated raw string" : "unterminated quoted string");
      }
      if (c == quote) {
        return token(Token.Kind.STRING);
      }
      if (c == UNREADABLE || Character.isSurrogate((char) c) && !isPair((char) c)) {
        throw error("invalid UTF-8 rune");
      }
      if (c == '\\' && quote != '`') {
        escape(quote);
      }
    }
  }

  /// Takes the second half of a surrogate pair.
  private boolean isPair(char high) {
    return Character.isHighSurrogate(high) && Character.isLowSurrogate((char) cursor.next());
  }

  private void escape(int quote) {
    int kind = cursor.next();
    if (kind == quote) {
      return;
    }
    switch (kind) {
      case 'a', 'b', 'f', 'n', 'r', 't', 'v', '\\' -> {}
      case '0', '1', '2', '3', '4', '5', '6', '7' -> escapedNumber(kind, 3, 8, 255);
      case 'x' -> escapedNumber(cursor.next(), 2, 16, 255);
      case 'u' -> escapedNumber(cursor.next(), 4, 16, Character.MAX_CODE_POINT);
      case 'U' -> escapedNumber(cursor.next(), 8, 16, Character.MAX_CODE_POINT);
      case Cursor.END -> throw error("escape sequence not terminated");
      default -> throw error("unknown escape sequence \\" + (char) kind);
    }
  }

  private void escapedNumber(int first, int width, int base, long largest) {
    long value = 0;
    int c = first;
    for (int left = width; left > 0; left--) {
      int digit = c < 0x80 ? Character.digit(c, base) : -1;
      if (digit < 0) {
        throw error(
            c == Cursor.END
                ? "escape sequence not terminated"
                : "illegal character " + describe(c) + " in escape sequence");
      }
      value = value * base + digit;
      if (left > 1) {
        c = cursor.next();
      }
    }
    if (value > largest || value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE) {
      throw error("escape sequence is an invalid Unicode code point");
    }
  }

  private void skipBlank() {
    while (true) {
      int c = cursor.peek();
      if (isSpace(c)) {
        cursor.next();
      } else if (c == '#' && !inDuration) {
        while (c != '\n' && c != '\r' && c != Cursor.END) {
          cursor.next();
          c = cursor.peek();
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

  static boolean isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLetter(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }
}
