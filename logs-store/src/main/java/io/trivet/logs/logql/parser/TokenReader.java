package io.trivet.logs.logql.parser;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.text.QueryParseException;
import io.trivet.core.text.SourceText;
import io.trivet.core.text.TextRange;
import java.util.List;

/// The tokens of one query, read from left to right, and the errors the parser raises at them.
final class TokenReader {
  /// Operators, conditions and parentheses of one query; bounds recursion too.
  static final int MAX_PARTS = 1000;

  private final SourceText source;
  private final List<Token> tokens;
  private int at;
  private int parts;

  TokenReader(SourceText source) {
    this.source = source;
    this.tokens = Lexer.tokens(source);
  }

  /// The next token, which stays.
  ///
  /// @throws RuntimeException the error of the lexer when the text makes no sense here
  Token peek() {
    Token token = tokens.get(at);
    if (token.kind() == Token.Kind.ERROR) {
      if (token.text().startsWith("[")) {
        throw problem(token.text().substring(1) + " (column " + column(token) + ")");
      }
      throw new QueryParseException(source, token.at(), token.text());
    }
    return token;
  }

  /// The kind of the token after the next, END at the end.
  Token peekSecond() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = peek();
    if (token.kind() != Token.Kind.END) {
      at++;
    }
    return token;
  }

  /// End of the token taken last.
  int lastEnd() {
    return at == 0 ? 0 : tokens.get(at - 1).at().end();
  }

  TextRange from(int start) {
    return new TextRange(start, Math.max(start, lastEnd()));
  }

  boolean isNext(Token.Kind kind) {
    return peek().kind() == kind;
  }

  boolean acceptSymbol(String symbol) {
    if (peek().isSymbol(symbol)) {
      at++;
      return true;
    }
    return false;
  }

  boolean acceptKeyword(String keyword) {
    if (peek().isKeyword(keyword)) {
      at++;
      return true;
    }
    return false;
  }

  void expectSymbol(String symbol) {
    if (!acceptSymbol(symbol)) {
      throw unexpected(symbol);
    }
  }

  Token expect(Token.Kind kind) {
    if (peek().kind() != kind) {
      throw unexpected(kind.name());
    }
    return next();
  }

  /// Counts one more part of the query.
  void part() {
    if (++parts > MAX_PARTS) {
      throw new QueryParseException(
          source,
          peek().at(),
          "query has more than " + MAX_PARTS + " operators, conditions and parentheses");
    }
  }

  /// The error that the next token cannot stand here.
  ///
  /// @param expected what could, if that is a short list
  RuntimeException unexpected(String... expected) {
    Token token = peek();
    String problem = "syntax error: unexpected " + token.display();
    if (expected.length > 0) {
      problem += ", expecting " + String.join(" or ", expected);
    }
    return token.hasPlace()
        ? new QueryParseException(source, token.at(), problem)
        : problem(problem + " (column " + column(token) + ")");
  }

  private int column(Token token) {
    return source.byteColumn(token.at().start());
  }

  /// An error of the query which has no single place.
  static TrivetException problem(String problem) {
    return new TrivetException(ErrorKind.BAD_DATA, "parse error: " + problem);
  }
}
