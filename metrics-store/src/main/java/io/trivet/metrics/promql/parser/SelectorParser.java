package io.trivet.metrics.promql.parser;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.label.RegexException;
import io.trivet.core.text.TextRange;
import io.trivet.metrics.promql.ast.Expr;
import java.util.ArrayList;
import java.util.List;

/// Reads selectors and lists of labels.
final class SelectorParser {
  private static final String IN_MATCHERS = "label matching";
  private static final String IN_LABELS = "grouping opts";

  private final TokenStream tokens;

  SelectorParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /// A selector whose first token comes next.
  Expr.VectorSelector selector() {
    return tokens.peek().is("{") ? braces("", tokens.peek().at()) : named(tokens.next());
  }

  /// A selector whose metric name has been taken.
  Expr.VectorSelector named(Token name) {
    if (tokens.peek().is("{")) {
      return braces(name.text(), name.at());
    }
    return new Expr.VectorSelector(
        name.text(),
        List.of(LabelMatcher.equal(Labels.METRIC_NAME, name.text())),
        null,
        null,
        false,
        false,
        name.at());
  }

  private Expr.VectorSelector braces(String name, TextRange first) {
    tokens.next();
    List<LabelMatcher> matchers = new ArrayList<>();
    while (!tokens.accept("}")) {
      matchers.add(matcher());
      Token separator = tokens.peek();
      if (separator.is(",")) {
        tokens.next();
      } else if (!separator.is("}")) {
        throw tokens.unexpected(separator, IN_MATCHERS, "\",\" or \"}\"");
      }
    }
    if (!name.isEmpty()) {
      matchers.add(LabelMatcher.equal(Labels.METRIC_NAME, name));
    }
    return new Expr.VectorSelector(
        name, matchers, null, null, false, false, new TextRange(first.start(), tokens.lastEnd()));
  }

  private LabelMatcher matcher() {
    Token label = tokens.peek();
    if (label.kind() != Token.Kind.IDENTIFIER && label.kind() != Token.Kind.STRING) {
      throw tokens.unexpected(label, IN_MATCHERS, "identifier or \"}\"");
    }
    tokens.next();
    String name = label.kind() == Token.Kind.STRING ? text(label) : label.text();
    Token operator = tokens.peek();
    if (label.kind() == Token.Kind.STRING && (operator.is(",") || operator.is("}"))) {
      return LabelMatcher.equal(Labels.METRIC_NAME, name);
    }
    LabelMatcher.Op op =
        switch (operator.kind() == Token.Kind.SYMBOL ? operator.text() : "") {
          case "=" -> LabelMatcher.Op.EQUAL;
          case "!=" -> LabelMatcher.Op.NOT_EQUAL;
          case "=~" -> LabelMatcher.Op.MATCHES;
          case "!~" -> LabelMatcher.Op.NOT_MATCHES;
          default -> throw tokens.unexpected(operator, IN_MATCHERS, "label matching operator");
        };
    tokens.next();
    Token value = tokens.peek();
    if (value.kind() != Token.Kind.STRING) {
      throw tokens.unexpected(value, IN_MATCHERS, "string");
    }
    tokens.next();
    try {
      return LabelMatcher.of(name, op, text(value));
    } catch (RegexException e) {
      throw tokens.error(label.at(), e.reason());
    }
  }

  /// `(a, b, "c",)`
  List<String> groupingLabels() {
    tokens.expect("(", IN_LABELS, "\"(\"");
    List<String> labels = new ArrayList<>();
    while (!tokens.accept(")")) {
      Token label = tokens.peek();
      switch (label.kind()) {
        case IDENTIFIER, METRIC_IDENTIFIER, KEYWORD -> labels.add(label.text());
        case STRING -> {
          String name = text(label);
          if (name.isEmpty()) {
            throw tokens.error(label.at(), "invalid label name for grouping: \"\"");
          }
          labels.add(name);
        }
        case END, NUMBER, DURATION, SYMBOL -> throw tokens.unexpected(label, IN_LABELS, "label");
      }
      tokens.next();
      Token separator = tokens.peek();
      if (separator.is(",")) {
        tokens.next();
      } else if (!separator.is(")")) {
        throw tokens.unexpected(separator, IN_LABELS, "\",\" or \")\"");
      }
    }
    return labels;
  }

  /// The value of a string token.
  String text(Token token) {
    try {
      return StringText.unquote(token.text());
    } catch (IllegalArgumentException e) {
      throw tokens.error(token.at(), String.valueOf(e.getMessage()));
    }
  }
}
