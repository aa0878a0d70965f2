package io.trivet.logs.logql.pipeline;

import io.trivet.core.error.TrivetException;
import io.trivet.logs.logql.ast.LabelFilter;
import io.trivet.logs.logql.ast.Stage;
import java.util.ArrayList;
import java.util.List;

/// Makes runnable stages of those in the syntax tree.
public final class Stages {
  private Stages() {}

  /// Whether the stage can be made ready.
  ///
  /// @throws TrivetException of kind BAD_DATA with the reason if it cannot
  public static void check(Stage stage) {
    compile(stage, RequiredLabels.ALL);
  }

  /// Whether the filter can be made ready.
  ///
  /// @throws TrivetException of kind BAD_DATA with the reason if it cannot
  public static void check(LabelFilter filter) {
    Condition.of(filter);
  }

  static RunnableStage compile(Stage stage, RequiredLabels required) {
    return switch (stage) {
      case Stage.LineFilter filter -> new LineFilterStage(filter);
      case Stage.Json json ->
          json.extractions().isEmpty()
              ? new JsonStage(required)
              : new JsonExpressionStage(json.extractions(), required);
      case Stage.Logfmt logfmt ->
          logfmt.extractions().isEmpty()
              ? new LogfmtStage(logfmt.strict(), logfmt.keepEmpty(), required)
              : new LogfmtExpressionStage(logfmt, required);
      case Stage.Regexp regexp -> new RegexpStage(regexp.pattern(), required);
      case Stage.Pattern pattern -> new PatternStage(pattern.pattern(), required);
      case Stage.Unpack _ -> new UnpackStage(required);
      case Stage.FilterLabels filter -> new LabelFilterStage(Condition.of(filter.filter()));
      case Stage.LineFormat format -> new LineFormatStage(format.template());
      case Stage.LabelFormat format -> new LabelFormatStage(format.assignments());
      case Stage.Decolorize _ -> new DecolorizeStage();
      case Stage.Drop drop -> new DropStage(drop.labels());
      case Stage.Keep keep -> new KeepStage(keep.labels());
    };
  }

  /// The stages with line filters moved before everything that does not change the line: up to the
  /// stage which may drop entries or rewrite lines. As in Loki, `decolorize` is not such a stage.
  static List<Stage> hoisted(List<Stage> stages) {
    List<Stage> result = new ArrayList<>();
    int segment = 0;
    for (Stage stage : stages) {
      if (stage instanceof Stage.LineFilter) {
        result.add(segment++, stage);
      } else {
        result.add(stage);
        if (stage instanceof Stage.FilterLabels
            || stage instanceof Stage.LineFormat
            || stage instanceof Stage.Unpack) {
          segment = result.size();
        }
      }
    }
    return result;
  }

  /// Whether the stage may give the entry another line.
  static boolean changesLine(Stage stage) {
    return stage instanceof Stage.LineFormat
        || stage instanceof Stage.Unpack
        || stage instanceof Stage.Decolorize;
  }
}
