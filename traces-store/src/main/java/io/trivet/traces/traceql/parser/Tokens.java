package io.trivet.traces.traceql.parser;

import io.trivet.core.text.QueryParseException;
import io.trivet.core.text.SourceText;
import io.trivet.core.text.TextRange;
import io.trivet.traces.traceql.ast.Operator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tokens of one query and a reading position; also the guard of its nesting.
final class Tokens {
  /// Parentheses and prefixes inside each other.
  static final int MAX_DEPTH = 200;

  /// Longest path from the root of a tree to a leaf; chains of one operator count too.
  static final int MAX_HEIGHT = 1500;

  private final SourceText source;
  private final List<Token> tokens;
  private int next;
  private int depth;

  Tokens(SourceText source) {
    this.source = source;
    this.tokens = Lexer.tokens(source);
  }

  Token peek() {
    return tokens.get(next);
  }

  Token take() {
    Token token = tokens.get(next);
    if (!(token instanceof Token.End)) {
      next++;
    }
    return token;
  }

  boolean isMark(char mark) {
    return peek() instanceof Token.Mark(char found, _) && found == mark;
  }

  boolean acceptMark(char mark) {
    if (isMark(mark)) {
      next++;
      return true;
    }
    return false;
  }

  TextRange expectMark(char mark, String where) {
    if (!isMark(mark)) {
      throw unexpected("\"" + mark + "\" " + where);
    }
    return take().at();
  }

  boolean acceptWord(String word) {
    if (peek() instanceof Token.Word(String text, _) && text.equals(word)) {
      next++;
      return true;
    }
    return false;
  }

  /// The operator that comes next, null if none does.
  @Nullable Operator peekOperator() {
    return peek() instanceof Token.Sign(Operator operator, _) ? operator : null;
  }

  void enter() {
    if (++depth > MAX_DEPTH) {
      throw error(peek().at(), "nested more than " + MAX_DEPTH + " levels deep");
    }
  }

  void leave() {
    depth--;
  }

  /// A complaint about the next token.
  QueryParseException unexpected(String expected) {
    Token token = peek();
    String found =
        token instanceof Token.End ? "the end of the query" : "\"" + shown(token.at()) + "\"";
    return error(token.at(), "unexpected " + found + ", expected " + expected);
  }

  private String shown(TextRange at) {
    String text = source.slice(at);
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }

  QueryParseException error(TextRange at, String problem) {
    return new QueryParseException(source, at, problem);
  }

  QueryParseException tooHigh() {
    return error(
        peek().at(), "more than " + MAX_HEIGHT + " operators in one chain or inside each other");
  }
}
