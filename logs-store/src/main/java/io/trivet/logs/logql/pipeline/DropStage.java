package io.trivet.logs.logql.pipeline;

import io.trivet.logs.logql.ast.Stage;
import java.util.List;

/// Deletes labels, some only if their value satisfies a condition.
final class DropStage implements RunnableStage {
  private final List<Stage.NamedLabel> labels;

  DropStage(List<Stage.NamedLabel> labels) {
    this.labels = labels;
  }

  @Override
  public boolean run(EntryState entry) {
    for (Stage.NamedLabel label : labels) {
      String name = label.label();
      if (label.matcher() != null) {
        String value = name.equals(EntryState.ERROR) ? entry.error() : entry.get(name);
        if (!label.matcher().matches(value == null ? "" : value)) {
          continue;
        }
      }
      if (name.equals(EntryState.ERROR)) {
        entry.clearError();
      } else if (name.equals(EntryState.ERROR_DETAILS)) {
        entry.clearErrorDetails();
      } else {
        entry.delete(name);
      }
    }
    return true;
  }
}
