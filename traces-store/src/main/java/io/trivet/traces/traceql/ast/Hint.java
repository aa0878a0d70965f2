package io.trivet.traces.traceql.ast;

import io.trivet.core.text.TextRange;

/// `name=value` in `with(...)`.
public record Hint(String name, Value value, TextRange at) {}
