package io.trivet.metrics.promql.parser;

import io.trivet.core.text.TextRange;
import java.util.Locale;

/// One token.
///
/// @param text as written in the query
record Token(Kind kind, String text, TextRange at) {
  enum Kind {
    END,
    IDENTIFIER,
    METRIC_IDENTIFIER,
    KEYWORD,
    NUMBER,
    DURATION,
    STRING,
    SYMBOL
  }

  boolean is(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  boolean isKeyword(String word) {
    return kind == Kind.KEYWORD && text.equalsIgnoreCase(word);
  }

  String lowerCase() {
    return text.toLowerCase(Locale.ROOT);
  }

  /// How messages name the token.
  String description() {
    return switch (kind) {
      case END -> "end of input";
      case IDENTIFIER, METRIC_IDENTIFIER -> "identifier \"" + text + "\"";
      case KEYWORD -> "<" + lowerCase() + ">";
      case NUMBER -> "number \"" + text + "\"";
      case DURATION -> "duration \"" + text + "\"";
      case STRING -> "string " + text;
      case SYMBOL -> isOperator() ? "<op:" + text + ">" : "\"" + text + "\"";
    };
  }

  private boolean isOperator() {
    return switch (text) {
      case "+", "-", "*", "/", "%", "^", "==", "!=", "<", "<=", ">", ">=", "=~", "</", ">/", "@" ->
          true;
      default -> false;
    };
  }
}
