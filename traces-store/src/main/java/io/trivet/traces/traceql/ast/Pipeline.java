package io.trivet.traces.traceql.ast;

import io.trivet.core.text.TextRange;
import java.util.List;

/// Stages in the order they run, at least one. If the first is no spanset expression, all spans of
/// the trace are its input.
public record Pipeline(List<Stage> stages, TextRange at) {
  public Pipeline {
    stages = List.copyOf(stages);
  }
}
