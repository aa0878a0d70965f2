package io.trivet.logs.logql.parser;

import io.trivet.core.text.TextRange;
import java.util.Locale;

/// A word of a query.
///
/// @param text of strings the meaning without quotes; of symbols, keywords and functions their
///   spelling in lower case; of the others what was written
/// @param number of durations and ranges nanoseconds, of sizes bytes
record Token(Kind kind, String text, long number, TextRange at) {
  enum Kind {
    END,
    IDENTIFIER,
    STRING,
    NUMBER,
    DURATION,
    BYTES,
    /// `[5m]`
    RANGE,
    /// `--strict`
    FLAG,
    SYMBOL,
    /// A reserved word.
    KEYWORD,
    /// A name that is followed by arguments; elsewhere it is an identifier.
    FUNCTION,
    /// The text is not a word; [#text] says why.
    ERROR
  }

  boolean isSymbol(String wanted) {
    return kind == Kind.SYMBOL && text.equals(wanted);
  }

  boolean isKeyword(String wanted) {
    return kind == Kind.KEYWORD && text.equals(wanted);
  }

  boolean isFunction(String wanted) {
    return kind == Kind.FUNCTION && text.equals(wanted);
  }

  /// Whether errors at this token name their place. Those at ranges and at operators of two
  /// characters do not in Loki, and clients compare.
  boolean hasPlace() {
    return kind != Kind.RANGE && !(kind == Kind.SYMBOL && text.length() == 2);
  }

  /// The token as syntax errors call it.
  String display() {
    return switch (kind) {
      case END -> "$end";
      case IDENTIFIER, STRING, NUMBER, DURATION, BYTES, RANGE -> kind.name();
      case FLAG -> "FUNCTION_FLAG";
      case SYMBOL, KEYWORD, ERROR -> text;
      case FUNCTION ->
          text.equals("ip") || text.equals("label_replace") ? text : text.toUpperCase(Locale.ROOT);
    };
  }
}
