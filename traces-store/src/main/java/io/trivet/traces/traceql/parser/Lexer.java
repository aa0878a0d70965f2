package io.trivet.traces.traceql.parser;

import io.trivet.core.text.Cursor;
import io.trivet.core.text.QueryParseException;
import io.trivet.core.text.SourceText;
import io.trivet.core.text.TextRange;
import io.trivet.core.time.DurationText;
import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.Printer;
import io.trivet.traces.traceql.ast.Scope;
import io.trivet.traces.traceql.ast.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Cuts a query into tokens. Comments (`// ...` and `/* ... */`) count as space.
final class Lexer {
  /// Longest first where one is the start of another.
  private static final Operator[] SIGNS = {
    Operator.NOT_DESCENDANT,
    Operator.NOT_ANCESTOR,
    Operator.UNION_DESCENDANT,
    Operator.UNION_ANCESTOR,
    Operator.NOT_CHILD,
    Operator.NOT_PARENT,
    Operator.NOT_MATCH,
    Operator.NOT_EQUAL,
    Operator.AND,
    Operator.UNION_CHILD,
    Operator.UNION_PARENT,
    Operator.UNION_SIBLING,
    Operator.OR,
    Operator.DESCENDANT,
    Operator.GREATER_EQUAL,
    Operator.GREATER,
    Operator.ANCESTOR,
    Operator.LESS_EQUAL,
    Operator.LESS,
    Operator.MATCH,
    Operator.EQUAL,
    Operator.SIBLING,
    Operator.ADD,
    Operator.SUBTRACT,
    Operator.MULTIPLY,
    Operator.DIVIDE,
    Operator.MODULO,
    Operator.POWER
  };

  private static final Map<String, Scope> SCOPES =
      Map.of(
          "span",
          Scope.SPAN,
          "resource",
          Scope.RESOURCE,
          "event",
          Scope.EVENT,
          "link",
          Scope.LINK,
          "instrumentation",
          Scope.INSTRUMENTATION);

  private final SourceText source;
  private final Cursor cursor;

  private Lexer(SourceText source) {
    this.source = source;
    this.cursor = new Cursor(source);
  }

  /// All tokens, the last one [Token.End].
  ///
  /// @throws QueryParseException for characters, strings and numbers that are none of TraceQL
  static List<Token> tokens(SourceText source) {
    Lexer lexer = new Lexer(source);
    List<Token> tokens = new ArrayList<>();
    Token token;
    do {
      token = lexer.next();
      tokens.add(token);
    } while (!(token instanceof Token.End));
    return tokens;
  }

  private Token next() {
    skipSpace();
    int start = cursor.offset();
    int c = cursor.peek();
    if (c == Cursor.END) {
      return new Token.End(new TextRange(start, start));
    }
    if (c == '"') {
      cursor.skip(1);
      String text = new StringLiteral(source, cursor, start).quoted();
      return new Token.Constant(new Value.Text(text), from(start));
    }
    if (c == '`') {
      cursor.skip(1);
      String text = new StringLiteral(source, cursor, start).raw();
      return new Token.Constant(new Value.Text(text), from(start));
    }
    if (isDigit(c) || c == '.' && isDigit(cursor.peek(1))) {
      return number(start);
    }
    if (c == '.') {
      cursor.skip(1);
      return attribute(Scope.NONE, false, start);
    }
    if (c == '_' || Character.isLetter(c)) {
      return word(start);
    }
    for (Operator sign : SIGNS) {
      if (cursor.accept(sign.text())) {
        return new Token.Sign(sign, from(start));
      }
    }
    cursor.skip(1);
    if ("(){},|!".indexOf(c) >= 0) {
      return new Token.Mark((char) c, from(start));
    }
    if (c == '\'') {
      throw error(start, "strings stand in double quotes or backticks, not in single quotes");
    }
    throw error(start, "unexpected character " + StringLiteral.show(c));
  }

  private void skipSpace() {
    while (true) {
      int c = cursor.peek();
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        cursor.skip(1);
      } else if (c == '/' && cursor.peek(1) == '/') {
        while (!cursor.atEnd() && cursor.peek() != '\n') {
          cursor.skip(1);
        }
      } else if (c == '/' && cursor.peek(1) == '*') {
        int start = cursor.offset();
        cursor.skip(2);
        while (!cursor.accept("*/")) {
          if (cursor.next() == Cursor.END) {
            throw error(start, "the comment has no end");
          }
        }
      } else {
        return;
      }
    }
  }

  private Token word(int start) {
    while (cursor.peek() == '_' || Character.isLetterOrDigit(cursor.peek())) {
      cursor.skip(1);
    }
    String text = cursor.slice(start, cursor.offset());
    if (cursor.peek() == ':' && (text.equals("trace") || SCOPES.containsKey(text))) {
      cursor.skip(1);
      while (Character.isLetterOrDigit(cursor.peek())) {
        cursor.skip(1);
      }
      return new Token.ScopedName(cursor.slice(start, cursor.offset()), from(start));
    }
    if (cursor.peek() != '.') {
      return new Token.Word(text, from(start));
    }
    Scope scope = SCOPES.get(text);
    if (scope != null) {
      cursor.skip(1);
      return attribute(scope, false, start);
    }
    if (text.equals("parent")) {
      cursor.skip(1);
      Scope of =
          cursor.accept("span.")
              ? Scope.SPAN
              : cursor.accept("resource.") ? Scope.RESOURCE : Scope.NONE;
      return attribute(of, true, start);
    }
    if (text.equals("trace")) {
      throw error(start, "a trace has no attributes; its intrinsics are written trace:duration");
    }
    throw error(start, BareNames.advice(source.text(), start));
  }

  private Token attribute(Scope scope, boolean parent, int start) {
    StringBuilder name = new StringBuilder();
    while (!cursor.atEnd()) {
      char c = (char) cursor.peek();
      if (c == '"') {
        int quote = cursor.offset();
        cursor.skip(1);
        name.append(new StringLiteral(source, cursor, quote).name());
      } else if (Printer.isNameChar(c)) {
        name.append(c);
        cursor.skip(1);
      } else {
        break;
      }
    }
    if (name.isEmpty()) {
      throw error(
          start, "expected the name of an attribute after " + cursor.slice(start, cursor.offset()));
    }
    return new Token.AttributeName(scope, parent, name.toString(), from(start));
  }

  private Token number(int start) {
    skipDigits();
    boolean whole = true;
    if (cursor.peek() == '.') {
      whole = false;
      cursor.skip(1);
      skipDigits();
    }
    int sign = cursor.peek(1) == '+' || cursor.peek(1) == '-' ? 1 : 0;
    if ((cursor.peek() == 'e' || cursor.peek() == 'E') && isDigit(cursor.peek(1 + sign))) {
      whole = false;
      cursor.skip(1 + sign);
      skipDigits();
    } else if (Character.isLetter(cursor.peek())) {
      return duration(start);
    }
    if (cursor.peek() == '_') {
      throw error(start, "digits are written without _");
    }
    String text = cursor.slice(start, cursor.offset());
    try {
      if (whole) {
        return new Token.Constant(new Value.Int(Long.parseLong(text)), from(start));
      }
      double value = Double.parseDouble(text);
      if (Double.isInfinite(value)) {
        throw error(start, "number out of range: " + text);
      }
      return new Token.Constant(new Value.Real(value), from(start));
    } catch (NumberFormatException e) {
      throw error(start, "integer out of range: " + text);
    }
  }

  private Token duration(int start) {
    while (isDigit(cursor.peek())
        || cursor.peek() == '.' && isDigit(cursor.peek(1))
        || Character.isLetter(cursor.peek())) {
      cursor.skip(1);
    }
    String text = cursor.slice(start, cursor.offset());
    Long millis = DurationText.parsePrometheus(text);
    Long nanos = millis == null ? DurationText.parseGo(text) : Long.valueOf(millis * 1_000_000);
    if (nanos == null) {
      throw error(start, "neither a number nor a duration such as 1h30m or 1.5s: " + text);
    }
    return new Token.Constant(new Value.Duration(nanos), from(start));
  }

  private void skipDigits() {
    while (isDigit(cursor.peek())) {
      cursor.skip(1);
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private TextRange from(int start) {
    return new TextRange(start, cursor.offset());
  }

  private QueryParseException error(int start, String problem) {
    return new QueryParseException(
        source, new TextRange(start, Math.max(start, cursor.offset())), problem);
  }
}
