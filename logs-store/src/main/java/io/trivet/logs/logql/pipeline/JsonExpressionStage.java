package io.trivet.logs.logql.pipeline;

import io.trivet.core.label.Labels;
import io.trivet.logs.logql.ast.Stage;
import io.trivet.logs.logql.text.JsonPath;
import io.trivet.logs.logql.text.JsonScanner;
import java.util.ArrayList;
import java.util.List;

/// Sets labels from places in a JSON document; those not found become empty.
final class JsonExpressionStage implements RunnableStage {
  private final List<String> names = new ArrayList<>();
  private final List<JsonPath> paths = new ArrayList<>();
  private final ParsedLabels labels;

  JsonExpressionStage(List<Stage.Extraction> extractions, RequiredLabels required) {
    this.labels = new ParsedLabels(required);
    for (Stage.Extraction extraction : extractions) {
      names.add(checkedName(extraction.label()));
      paths.add(JsonPath.parse(extraction.expression()));
    }
  }

  static String checkedName(String name) {
    if (!Labels.isPlainName(name)) {
      throw new PipelineException("invalid extracted label name '" + name + "'");
    }
    return name;
  }

  @Override
  public boolean run(EntryState entry) {
    byte[] line = entry.line();
    int from = entry.from();
    int to = entry.to();
    if (from == to || labels.none()) {
      return true;
    }
    labels.start();
    if (line[from] != '{' && line[from] != '[' && line[from] != '"') {
      labels.error(entry, JsonStage.ERROR, null);
      return true;
    }
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      int value = paths.get(i).find(line, from, to);
      int end = value < 0 ? -1 : JsonScanner.valueEnd(line, value, to);
      if (end >= 0) {
        boolean isNull = JsonScanner.equal(line, value, end, "null");
        entry.set(entry.parserName(name), isNull ? "" : JsonStage.text(labels, line, value, end));
        continue;
      }
      if (value == JsonPath.MALFORMED) {
        labels.error(entry, JsonStage.ERROR, JsonScanner.MALFORMED);
      }
      if (entry.get(name) == null) {
        entry.set(name, "");
      }
    }
    return true;
  }
}
