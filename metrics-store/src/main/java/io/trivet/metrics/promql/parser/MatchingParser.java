package io.trivet.metrics.promql.parser;

import io.trivet.metrics.promql.ast.BinaryOp;
import io.trivet.metrics.promql.ast.VectorMatching;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what may stand after a binary operator: `on`, `ignoring`, `group_left`, `fill` ...
final class MatchingParser {
  private final TokenStream tokens;
  private final SelectorParser selectors;
  private @Nullable Double fillLeft;
  private @Nullable Double fillRight;

  MatchingParser(TokenStream tokens, SelectorParser selectors) {
    this.tokens = tokens;
    this.selectors = selectors;
  }

  VectorMatching matching(BinaryOp op) {
    VectorMatching.Cardinality cardinality =
        op.isSet()
            ? VectorMatching.Cardinality.MANY_TO_MANY
            : VectorMatching.Cardinality.ONE_TO_ONE;
    List<String> labels = List.of();
    List<String> include = List.of();
    boolean on = tokens.peek().isKeyword("on");
    if (on || tokens.peek().isKeyword("ignoring")) {
      tokens.next();
      labels = selectors.groupingLabels();
      boolean left = tokens.peek().isKeyword("group_left");
      if (left || tokens.peek().isKeyword("group_right")) {
        tokens.next();
        cardinality =
            left ? VectorMatching.Cardinality.MANY_TO_ONE : VectorMatching.Cardinality.ONE_TO_MANY;
        if (tokens.peek().is("(")) {
          include = selectors.groupingLabels();
        }
      }
    }
    fills();
    return new VectorMatching(cardinality, labels, on, include, fillLeft, fillRight);
  }

  private void fills() {
    if (tokens.acceptKeyword("fill")) {
      fillLeft = value();
      fillRight = fillLeft;
    } else if (tokens.acceptKeyword("fill_left")) {
      fillLeft = value();
      if (tokens.acceptKeyword("fill_right")) {
        fillRight = value();
      }
    } else if (tokens.acceptKeyword("fill_right")) {
      fillRight = value();
      if (tokens.acceptKeyword("fill_left")) {
        fillLeft = value();
      }
    }
  }

  private double value() {
    tokens.expect("(", "", "");
    boolean negative = tokens.peek().is("-");
    if (negative || tokens.peek().is("+")) {
      tokens.next();
    }
    Token token = tokens.peek();
    double value =
        switch (token.kind()) {
          case NUMBER -> NumberText.parse(tokens, token);
          case DURATION -> DurationParser.durationSeconds(tokens, token);
          case END, IDENTIFIER, METRIC_IDENTIFIER, KEYWORD, STRING, SYMBOL ->
              throw tokens.unexpected(token, "", "");
        };
    tokens.next();
    tokens.expect(")", "", "");
    return negative ? -value : value;
  }
}
