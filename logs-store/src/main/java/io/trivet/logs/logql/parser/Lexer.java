package io.trivet.logs.logql.parser;

import io.trivet.core.text.Cursor;
import io.trivet.core.text.SourceText;
import io.trivet.core.text.TextRange;
import io.trivet.core.time.DurationText;
import io.trivet.logs.logql.ast.RangeOp;
import io.trivet.logs.logql.ast.VectorOp;
import io.trivet.logs.logql.text.ByteSizeText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Splits a query into tokens. The last token is END, or ERROR where the text stops making sense;
/// nothing after an error is read.
final class Lexer {
  private static final Set<String> KEYWORDS =
      Set.of(
          "by",
          "without",
          "bool",
          "offset",
          "on",
          "ignoring",
          "group_left",
          "group_right",
          "or",
          "and",
          "unless",
          "unwrap",
          "json",
          "regexp",
          "logfmt",
          "unpack",
          "pattern",
          "label_format",
          "line_format",
          "decolorize",
          "drop",
          "keep");
  private static final Set<String> FUNCTIONS = functions();
  private static final String[] SYMBOLS = {
    "|=", "|~", "|>", "!>", "!=", "!~", "=~", "==", ">=", "<=", "{", "}", "(", ")", ",", ".", "|",
    "=", ">", "<", "+", "-", "*", "/", "%", "^"
  };

  private final Cursor cursor;
  private final List<Token> tokens = new ArrayList<>();
  private int start;

  private Lexer(SourceText source) {
    this.cursor = new Cursor(source);
  }

  private static Set<String> functions() {
    Set<String> names = new HashSet<>(Set.of("vector", "label_replace", "ip", "bytes", "duration"));
    names.add("duration_seconds");
    for (RangeOp op : RangeOp.values()) {
      names.add(op.text);
    }
    for (VectorOp op : VectorOp.values()) {
      names.add(op.text);
    }
    return Set.copyOf(names);
  }

  static List<Token> tokens(SourceText source) {
    Lexer lexer = new Lexer(source);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (true) {
      skipBlanks();
      start = cursor.offset();
      if (cursor.atEnd()) {
        add(Token.Kind.END, "");
        return;
      }
      if (!one()) {
        return;
      }
    }
  }

  private void add(Token.Kind kind, String text) {
    add(kind, text, 0);
  }

  private void add(Token.Kind kind, String text, long number) {
    tokens.add(new Token(kind, text, number, new TextRange(start, cursor.offset())));
  }

  private boolean error(String problem) {
    add(Token.Kind.ERROR, problem);
    return false;
  }

  private boolean one() {
    int c = cursor.peek();
    if (isNameStart(c)) {
      name();
      return true;
    }
    if (isDigit(c) || c == '.' && isDigit(cursor.peek(1))) {
      return number();
    }
    if (c == '"') {
      return quoted();
    }
    if (c == '`') {
      return raw();
    }
    if (c == '[') {
      return range();
    }
    if (c == '-' && dash()) {
      return true;
    }
    for (String symbol : SYMBOLS) {
      if (cursor.accept(symbol)) {
        add(Token.Kind.SYMBOL, symbol);
        return true;
      }
    }
    // Like Go's scanner: anything else is a word of its own, which no rule expects.
    int codePoint = Character.isHighSurrogate((char) c) ? 2 : 1;
    cursor.skip(codePoint);
    add(Token.Kind.IDENTIFIER, cursor.slice(start, cursor.offset()));
    return true;
  }

  private void skipBlanks() {
    while (!cursor.atEnd()) {
      int c = cursor.peek();
      if (c == '#' || c == '/' && cursor.peek(1) == '/') {
        while (!cursor.atEnd() && cursor.peek() != '\n') {
          cursor.skip(1);
        }
      } else if (c == '/' && cursor.peek(1) == '*') {
        cursor.skip(2);
        while (!cursor.atEnd() && !cursor.accept("*/")) {
          cursor.skip(1);
        }
      } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        cursor.skip(1);
      } else {
        return;
      }
    }
  }

  private static boolean isNameStart(int c) {
    return c == '_' || c >= 0 && Character.isLetter(c);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private void name() {
    while (isNameStart(cursor.peek()) || cursor.peek() >= 0 && Character.isDigit(cursor.peek())) {
      cursor.skip(1);
    }
    String text = cursor.slice(start, cursor.offset());
    String lower = text.toLowerCase(Locale.ROOT);
    if (KEYWORDS.contains(lower)) {
      add(Token.Kind.KEYWORD, lower);
    } else if (FUNCTIONS.contains(lower) && argumentsFollow()) {
      add(Token.Kind.FUNCTION, lower);
    } else {
      add(Token.Kind.IDENTIFIER, text);
    }
  }

  /// Whether `(`, `by (` or `without (` comes next.
  private boolean argumentsFollow() {
    int end = cursor.offset();
    skipBlanks();
    int at = cursor.offset();
    while (isNameStart(cursor.peek())) {
      cursor.skip(1);
    }
    String word = cursor.slice(at, cursor.offset()).toLowerCase(Locale.ROOT);
    skipBlanks();
    boolean follows =
        cursor.peek() == '(' && (word.isEmpty() || word.equals("by") || word.equals("without"));
    cursor.reset(end);
    return follows;
  }

  /// A `-` which starts a duration or a flag; other uses are left to the symbols.
  private boolean dash() {
    if (cursor.accept("--strict") || cursor.accept("--keep-empty")) {
      if (!isNameStart(cursor.peek())) {
        add(Token.Kind.FLAG, cursor.slice(start, cursor.offset()));
        return true;
      }
    } else if (isDigit(cursor.peek(1))) {
      cursor.skip(1);
      plainNumber();
      Long nanos = duration();
      if (nanos != null) {
        add(Token.Kind.DURATION, cursor.slice(start, cursor.offset()), nanos);
        return true;
      }
    }
    cursor.reset(start);
    return false;
  }

  private boolean number() {
    plainNumber();
    int end = cursor.offset();
    Long nanos = duration();
    if (nanos != null) {
      add(Token.Kind.DURATION, cursor.slice(start, cursor.offset()), nanos);
      return true;
    }
    cursor.reset(end);
    while (isDigit(cursor.peek()) || cursor.peek() == '.' || isSizeUnit(cursor.peek())) {
      cursor.skip(1);
    }
    if (cursor.offset() > end) {
      String text = cursor.slice(start, cursor.offset());
      long bytes = ByteSizeText.parse(text);
      if (bytes >= 0) {
        add(Token.Kind.BYTES, text, bytes);
        return true;
      }
    }
    cursor.reset(end);
    String text = cursor.slice(start, end);
    if (text.length() == 2 && (text.equals("0x") || text.equals("0b") || text.equals("0o"))) {
      return error("number has no digits");
    }
    add(Token.Kind.NUMBER, text);
    return true;
  }

  /// Digits, fraction and exponent, or a number with a prefix such as `0x1p3`.
  private void plainNumber() {
    boolean prefixed = cursor.peek() == '0' && "xXbBoO".indexOf((char) cursor.peek(1)) >= 0;
    if (prefixed && cursor.peek(1) >= 0) {
      cursor.skip(2);
      while (isHexPart(cursor.peek())) {
        if ((cursor.next() | 0x20) == 'p' && (cursor.peek() == '+' || cursor.peek() == '-')) {
          cursor.skip(1);
        }
      }
      return;
    }
    digits();
    if (cursor.peek() == '.') {
      cursor.skip(1);
      digits();
    }
    if ((cursor.peek() | 0x20) == 'e') {
      int sign = cursor.peek(1) == '+' || cursor.peek(1) == '-' ? 1 : 0;
      if (isDigit(cursor.peek(1 + sign))) {
        cursor.skip(1 + sign);
        digits();
      }
    }
  }

  private static boolean isHexPart(int c) {
    return c >= 0 && (Character.digit(c, 16) >= 0 && c < 0x80 || "_.pP".indexOf((char) c) >= 0);
  }

  private void digits() {
    while (isDigit(cursor.peek()) || cursor.peek() == '_' && isDigit(cursor.peek(1))) {
      cursor.skip(1);
    }
  }

  /// Takes units behind a number; null when there are none or they make no duration.
  private @Nullable Long duration() {
    int end = cursor.offset();
    while (isDigit(cursor.peek()) || cursor.peek() == '.' || isTimeUnit(cursor.peek())) {
      cursor.skip(1);
    }
    if (cursor.offset() == end) {
      return null;
    }
    String text = cursor.slice(start, cursor.offset());
    boolean negative = text.startsWith("-");
    Long millis = DurationText.parsePrometheus(negative ? text.substring(1) : text);
    if (millis != null) {
      return (negative ? -millis : millis) * 1_000_000;
    }
    return DurationText.parseGo(text);
  }

  private static boolean isTimeUnit(int c) {
    return c >= 0 && "nu\u00b5\u03bcsmhdwy".indexOf((char) c) >= 0;
  }

  private static boolean isSizeUnit(int c) {
    return c >= 0 && "BikKMGTP".indexOf((char) c) >= 0;
  }

  private boolean range() {
    cursor.skip(1);
    int from = cursor.offset();
    while (!cursor.atEnd() && cursor.peek() != ']') {
      cursor.skip(1);
    }
    if (cursor.atEnd()) {
      cursor.reset(from);
      add(Token.Kind.ERROR, "[missing closing ']' in duration");
      return false;
    }
    String text = cursor.slice(from, cursor.offset());
    cursor.skip(1);
    Long millis = text.isEmpty() ? null : DurationText.parsePrometheus(text);
    if (millis == null) {
      return error(
          text.isEmpty()
              ? "[empty duration string"
              : "[not a valid duration string: \"" + text + "\"; write it like 5m or 1h30m");
    }
    add(Token.Kind.RANGE, text, millis * 1_000_000);
    return true;
  }

  private boolean raw() {
    cursor.skip(1);
    while (!cursor.atEnd() && cursor.peek() != '`') {
      cursor.skip(1);
    }
    if (cursor.atEnd()) {
      return error("literal not terminated");
    }
    String text = cursor.slice(start + 1, cursor.offset());
    cursor.skip(1);
    add(Token.Kind.STRING, text.replace("\r", ""));
    return true;
  }

  private boolean quoted() {
    cursor.skip(1);
    while (cursor.peek() != '"') {
      if (cursor.atEnd() || cursor.peek() == '\n') {
        return error("literal not terminated");
      }
      cursor.skip(cursor.peek() == '\\' ? 2 : 1);
    }
    cursor.skip(1);
    String text = QuotedText.unquote(cursor.slice(start + 1, cursor.offset() - 1));
    if (text == null) {
      return error("invalid char escape in string");
    }
    add(Token.Kind.STRING, text);
    return true;
  }
}
