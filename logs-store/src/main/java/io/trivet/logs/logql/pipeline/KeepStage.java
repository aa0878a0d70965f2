package io.trivet.logs.logql.pipeline;

import io.trivet.core.label.LabelMatcher;
import io.trivet.logs.logql.ast.Stage;
import java.util.List;

/// Deletes all labels but some, which may have to satisfy a condition. Errors stay.
final class KeepStage implements RunnableStage {
  private final List<Stage.NamedLabel> labels;

  KeepStage(List<Stage.NamedLabel> labels) {
    this.labels = labels;
  }

  @Override
  public boolean run(EntryState entry) {
    entry.retain(this::keeps);
    return true;
  }

  private boolean keeps(String name, String value) {
    if (name.equals(EntryState.PRESERVE_ERROR)) {
      return true;
    }
    for (Stage.NamedLabel label : labels) {
      LabelMatcher matcher = label.matcher();
      if (label.label().equals(name) && (matcher == null || matcher.matches(value))) {
        return true;
      }
    }
    return false;
  }
}
