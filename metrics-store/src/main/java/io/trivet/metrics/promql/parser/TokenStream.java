package io.trivet.metrics.promql.parser;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.text.QueryParseException;
import io.trivet.core.text.SourceText;
import io.trivet.core.text.TextRange;
import org.jspecify.annotations.Nullable;

/// The tokens of one query with one token of look-ahead, and the errors at them.
final class TokenStream {
  /// A query of more tokens is refused.
  static final int MAX_TOKENS = 200_000;

  private final SourceText source;
  private final Lexer lexer;
  private @Nullable Token ahead;
  private int taken;
  private int lastEnd;

  TokenStream(String query) {
    this.source = new SourceText(query);
    this.lexer = new Lexer(source);
  }

  Token peek() {
    Token token = ahead;
    if (token == null) {
      token = lexer.next();
      ahead = token;
    }
    return token;
  }

  Token next() {
    Token token = peek();
    ahead = null;
    lastEnd = token.at().end();
    if (++taken > MAX_TOKENS) {
      throw error(token.at(), "query has more than " + MAX_TOKENS + " tokens");
    }
    return token;
  }

  /// The place of what comes at an offset after blanks.
  TextRange from(int offset) {
    String text = source.text();
    int at = offset;
    while (at < text.length() && Lexer.isSpace(text.charAt(at))) {
      at++;
    }
    return new TextRange(at, at);
  }

  /// Where the token that was taken last ends.
  int lastEnd() {
    return lastEnd;
  }

  /// Takes the symbol if it comes next.
  boolean accept(String symbol) {
    if (peek().is(symbol)) {
      next();
      return true;
    }
    return false;
  }

  boolean acceptKeyword(String word) {
    if (peek().isKeyword(word)) {
      next();
      return true;
    }
    return false;
  }

  Token expect(String symbol, String context, String expected) {
    Token token = peek();
    if (!token.is(symbol)) {
      throw unexpected(token, context, expected);
    }
    return next();
  }

  QueryParseException unexpected(Token token, String context, String expected) {
    StringBuilder message = new StringBuilder("unexpected ").append(token.description());
    if (!context.isEmpty()) {
      message.append(" in ").append(context);
    }
    if (!expected.isEmpty()) {
      message.append(", expected ").append(expected);
    }
    return error(token.at(), message.toString());
  }

  /// The error of a text without tokens. An empty one has no place to point at.
  TrivetException nothing(String problem) {
    return source.text().isEmpty()
        ? new TrivetException(ErrorKind.BAD_DATA, "unknown position: parse error: " + problem)
        : error(TextRange.NONE, problem);
  }

  QueryParseException error(TextRange at, String message) {
    return new QueryParseException(source, at, "parse error: " + message);
  }
}
