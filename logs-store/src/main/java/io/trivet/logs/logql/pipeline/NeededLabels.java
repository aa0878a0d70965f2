package io.trivet.logs.logql.pipeline;

import io.trivet.logs.logql.ast.Grouping;
import io.trivet.logs.logql.ast.LabelFilter;
import io.trivet.logs.logql.ast.Stage;
import io.trivet.logs.logql.ast.Unwrap;
import io.trivet.logs.logql.template.LogTemplate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds out which labels the result of a metric query depends on.
public final class NeededLabels {
  private final Set<String> names = new HashSet<>();
  private boolean all;

  private NeededLabels() {}

  /// @param grouping which labels tell series apart; null when all do
  public static RequiredLabels of(
      List<Stage> stages, @Nullable Unwrap unwrap, @Nullable Grouping grouping) {
    if (grouping == null || grouping.without()) {
      return RequiredLabels.ALL;
    }
    NeededLabels needed = new NeededLabels();
    needed.names.addAll(grouping.labels());
    if (unwrap != null) {
      needed.names.add(unwrap.label());
      unwrap.filters().forEach(needed::filter);
    }
    stages.forEach(needed::stage);
    boolean preserve = needed.names.contains(EntryState.ERROR);
    return new RequiredLabels(needed.all, needed.names, preserve);
  }

  private void stage(Stage stage) {
    switch (stage) {
      case Stage.FilterLabels filter -> filter(filter.filter());
      case Stage.LineFormat format -> template(format.template());
      case Stage.LabelFormat format -> {
        for (Stage.Assignment assignment : format.assignments()) {
          if (assignment.rename()) {
            names.add(assignment.value());
          } else {
            template(assignment.value());
          }
        }
      }
      case Stage.Drop drop -> conditions(drop.labels());
      case Stage.Keep keep -> conditions(keep.labels());
      case Stage.LineFilter _,
          Stage.Json _,
          Stage.Logfmt _,
          Stage.Regexp _,
          Stage.Pattern _,
          Stage.Unpack _,
          Stage.Decolorize _ -> {
        // They read the line only.
      }
    }
  }

  private void conditions(List<Stage.NamedLabel> labels) {
    for (Stage.NamedLabel label : labels) {
      if (label.matcher() != null) {
        names.add(label.label());
      }
    }
  }

  private void template(String text) {
    Set<String> fields = LogTemplate.parse("line", text).fields();
    if (fields == null) {
      all = true;
    } else {
      names.addAll(fields);
    }
  }

  private void filter(LabelFilter filter) {
    switch (filter) {
      case LabelFilter.Text text -> names.add(text.matcher().name());
      case LabelFilter.Ip ip -> names.add(ip.label());
      case LabelFilter.Number number -> names.add(number.label());
      case LabelFilter.Duration duration -> names.add(duration.label());
      case LabelFilter.Bytes bytes -> names.add(bytes.label());
      case LabelFilter.And and -> {
        filter(and.left());
        filter(and.right());
      }
      case LabelFilter.Or or -> {
        filter(or.left());
        filter(or.right());
      }
    }
  }
}
