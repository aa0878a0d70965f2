package io.trivet.core.template;

import java.util.ArrayList;
import java.util.List;

/// Splits a template into text and the tokens of its actions.
final class TemplateLexer {
  enum Kind {
    TEXT,
    /// `{{`
    OPEN,
    /// `}}`
    CLOSE,
    SPACE,
    /// A name, or a keyword.
    WORD,
    /// `.name`
    FIELD,
    /// `$name`
    VARIABLE,
    DOT,
    STRING,
    CHARACTER,
    NUMBER,
    /// `( ) | , = :=`
    SYMBOL,
    END
  }

  /// @param start offset in the template
  /// @param end offset behind the token
  record Token(Kind kind, String text, int start, int end) {
    boolean is(String symbol) {
      return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isWord(String word) {
      return kind == Kind.WORD && text.equals(word);
    }
  }

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int start;

  private TemplateLexer(String text) {
    this.text = text;
  }

  static List<Token> tokens(String text) {
    TemplateLexer lexer = new TemplateLexer(text);
    lexer.run();
    return lexer.tokens;
  }

  private void add(Kind kind, String token) {
    tokens.add(new Token(kind, token, start, at));
  }

  private void run() {
    boolean trimNext = false;
    while (at <= text.length()) {
      int open = text.indexOf("{{", at);
      int end = open < 0 ? text.length() : open;
      String plain = text.substring(at, end);
      if (trimNext) {
        plain = plain.stripLeading();
      }
      boolean trim = open >= 0 && isTrimOpen(open + 2);
      if (trim) {
        plain = plain.stripTrailing();
      }
      if (!plain.isEmpty()) {
        add(Kind.TEXT, plain);
      }
      if (open < 0) {
        break;
      }
      at = open + (trim ? 3 : 2);
      trimNext = isComment() ? comment() : action();
    }
    add(Kind.END, "");
  }

  private boolean isTrimOpen(int i) {
    return i + 1 < text.length() && text.charAt(i) == '-' && isSpace(text.charAt(i + 1));
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private boolean isComment() {
    int i = at;
    while (i < text.length() && isSpace(text.charAt(i))) {
      i++;
    }
    return text.startsWith("/*", i);
  }

  private boolean comment() {
    int end = text.indexOf("*/", at);
    if (end < 0) {
      throw new TemplateException("unclosed comment");
    }
    int close = text.indexOf("}}", end);
    if (close < 0) {
      throw new TemplateException("comment ends before closing delimiter");
    }
    boolean trim = text.charAt(close - 1) == '-' && isSpace(text.charAt(close - 2));
    at = close + 2;
    return trim;
  }

  /// Reads an action to its end; returns whether white space behind it is trimmed.
  private boolean action() {
    add(Kind.OPEN, "{{");
    while (true) {
      start = at;
      if (at >= text.length()) {
        throw new TemplateException("unclosed action");
      }
      char c = text.charAt(at);
      if (text.startsWith("}}", at)) {
        at += 2;
        add(Kind.CLOSE, "}}");
        return false;
      }
      if (isSpace(c)) {
        while (at < text.length() && isSpace(text.charAt(at))) {
          at++;
        }
        if (at > start && text.startsWith("-}}", at)) {
          at += 3;
          add(Kind.CLOSE, "}}");
          return true;
        }
        add(Kind.SPACE, " ");
      } else {
        token(c);
      }
    }
  }

  private void token(char c) {
    if (text.startsWith(":=", at)) {
      at += 2;
      add(Kind.SYMBOL, ":=");
    } else if ("()|,=".indexOf(c) >= 0) {
      at++;
      add(Kind.SYMBOL, String.valueOf(c));
    } else if (c == '"' || c == '\'') {
      at++;
      while (at < text.length() && text.charAt(at) != c && text.charAt(at) != '\n') {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
      if (at >= text.length() || text.charAt(at) == '\n') {
        throw new TemplateException(
            c == '"' ? "unterminated quoted string" : "unterminated character constant");
      }
      at++;
      add(c == '"' ? Kind.STRING : Kind.CHARACTER, GoText.unquote(text.substring(start, at)));
    } else if (c == '`') {
      int end = text.indexOf('`', at + 1);
      if (end < 0) {
        throw new TemplateException("unterminated raw quoted string");
      }
      at = end + 1;
      add(Kind.STRING, text.substring(start + 1, end));
    } else if (isNumberStart(c)) {
      at++;
      while (at < text.length() && isNumberPart(text.charAt(at), text.charAt(at - 1))) {
        at++;
      }
      add(Kind.NUMBER, text.substring(start, at));
    } else if (c == '.' || c == '$') {
      at++;
      while (at < text.length() && isName(text.charAt(at))) {
        at++;
      }
      String word = text.substring(start, at);
      add(c == '$' ? Kind.VARIABLE : word.length() == 1 ? Kind.DOT : Kind.FIELD, word);
    } else if (isName(c)) {
      while (at < text.length() && isName(text.charAt(at))) {
        at++;
      }
      add(Kind.WORD, text.substring(start, at));
    } else {
      throw new TemplateException("unexpected \"" + c + "\" in action");
    }
  }

  private boolean isNumberStart(char c) {
    char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
    boolean digit = c >= '0' && c <= '9';
    boolean signed = (c == '-' || c == '+') && (next >= '0' && next <= '9' || next == '.');
    return digit || signed || c == '.' && next >= '0' && next <= '9';
  }

  private static boolean isNumberPart(char c, char before) {
    return Character.isLetterOrDigit(c)
        || c == '.'
        || c == '_'
        || (c == '+' || c == '-') && "eEpP".indexOf(before) >= 0;
  }

  private static boolean isName(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }
}
