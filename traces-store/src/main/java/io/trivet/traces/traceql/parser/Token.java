package io.trivet.traces.traceql.parser;

import io.trivet.core.text.TextRange;
import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.Scope;
import io.trivet.traces.traceql.ast.Value;

/// A token of a query with its place.
sealed interface Token {
  TextRange at();

  /// A keyword or any other plain name.
  record Word(String text, TextRange at) implements Token {}

  /// `span:duration` and the like.
  record ScopedName(String text, TextRange at) implements Token {}

  /// A string, number or duration.
  record Constant(Value value, TextRange at) implements Token {}

  record AttributeName(Scope scope, boolean parent, String name, TextRange at) implements Token {}

  record Sign(Operator operator, TextRange at) implements Token {}

  /// One of `( ) { } , | !`.
  record Mark(char mark, TextRange at) implements Token {}

  record End(TextRange at) implements Token {}
}
