package io.trivet.logs.logql.pipeline;

import io.trivet.core.template.TemplateException;
import io.trivet.logs.logql.ast.Stage;
import io.trivet.logs.logql.template.LogTemplate;
import io.trivet.logs.logql.template.TemplateData;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Renames labels and sets labels from templates. All templates of the stage see the labels as they
/// were before the first of them.
final class LabelFormatStage implements RunnableStage {
  private final List<Stage.Assignment> assignments;
  private final List<@Nullable LogTemplate> templates = new ArrayList<>();

  LabelFormatStage(List<Stage.Assignment> assignments) {
    this.assignments = assignments;
    Set<String> seen = new HashSet<>();
    for (Stage.Assignment assignment : assignments) {
      String label = assignment.label();
      if (label.equals(EntryState.ERROR)) {
        throw new PipelineException("__error__ cannot be formatted");
      }
      if (!seen.add(label)) {
        throw new PipelineException(
            "multiple label name '" + label + "' not allowed in a single format operation");
      }
      templates.add(assignment.rename() ? null : template(assignment));
    }
  }

  private static LogTemplate template(Stage.Assignment assignment) {
    try {
      return LogTemplate.parse("label", assignment.value());
    } catch (TemplateException e) {
      throw new PipelineException(
          "invalid template for label '" + assignment.label() + "': " + e.reason());
    }
  }

  @Override
  public boolean run(EntryState entry) {
    TemplateData data = null;
    for (int i = 0; i < assignments.size(); i++) {
      Stage.Assignment assignment = assignments.get(i);
      LogTemplate template = templates.get(i);
      if (template == null) {
        String value = entry.get(assignment.value());
        if (value != null) {
          entry.set(assignment.label(), value);
          entry.delete(assignment.value());
        }
        continue;
      }
      if (data == null) {
        // A single template cannot see the result of another one.
        data = assignments.size() == 1 ? new EntryTemplate(entry) : Snapshot.of(entry);
      }
      try {
        entry.set(assignment.label(), template.execute(data));
      } catch (TemplateException e) {
        entry.error(EntryTemplate.ERROR, e.reason());
      }
    }
    return true;
  }

  /// The labels of an entry at one moment.
  private record Snapshot(Map<String, String> labels, String line, long timestampNanos)
      implements TemplateData {
    static Snapshot of(EntryState entry) {
      EntryTemplate now = new EntryTemplate(entry);
      return new Snapshot(now.labels(), now.line(), now.timestampNanos());
    }

    @Override
    public @Nullable String label(String name) {
      return labels.get(name);
    }
  }
}
