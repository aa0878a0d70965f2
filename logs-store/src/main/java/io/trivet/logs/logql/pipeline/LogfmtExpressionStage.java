package io.trivet.logs.logql.pipeline;

import io.trivet.logs.logql.ast.Stage;
import io.trivet.logs.logql.text.JsonPath;
import io.trivet.logs.logql.text.LogfmtScanner;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Sets labels from named `key=value` pairs; those not found become empty. As in Loki, a key that
/// is spelled like one of the labels is taken for it too, and the last pair wins.
final class LogfmtExpressionStage implements RunnableStage {
  private final Map<String, String> labelOfKey = new HashMap<>();
  private final Set<String> names = new LinkedHashSet<>();
  private final boolean strict;
  private final ParsedLabels labels;
  private final LogfmtScanner scanner = new LogfmtScanner();

  LogfmtExpressionStage(Stage.Logfmt logfmt, RequiredLabels required) {
    this.strict = logfmt.strict();
    this.labels = new ParsedLabels(required);
    for (Stage.Extraction extraction : logfmt.extractions()) {
      String name = JsonExpressionStage.checkedName(extraction.label());
      names.add(name);
      labelOfKey.put(key(extraction.expression()), name);
    }
    names.forEach(name -> labelOfKey.putIfAbsent(name, name));
  }

  /// The one key of an expression, which is a path with a single field.
  private static String key(String expression) {
    String text = expression;
    if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
      return text.substring(1, text.length() - 1);
    }
    JsonPath path = JsonPath.parse(text);
    if (path.steps().size() == 1 && path.steps().getFirst() instanceof JsonPath.Step.Key(var k)) {
      return new String(k, StandardCharsets.UTF_8);
    }
    throw new PipelineException(
        "cannot parse expression [" + expression + "]: a single key is expected");
  }

  @Override
  public boolean run(EntryState entry) {
    if (labels.none()) {
      return true;
    }
    labels.start();
    for (String name : names) {
      if (!entry.cameWith(name)) {
        entry.set(name, "");
      }
    }
    byte[] line = entry.line();
    scanner.start(line, entry.from(), entry.to());
    while (scanner.next(strict)) {
      String key = labels.value(line, scanner.keyFrom, scanner.keyTo);
      String name = labelOfKey.get(key);
      if (name == null) {
        continue;
      }
      String target = entry.parserName(name);
      if (!target.equals(name) && entry.isParsed(target)) {
        return true;
      }
      String value = labels.value(scanner.value, scanner.valueFrom, scanner.valueTo);
      entry.set(target, value);
    }
    String problem = scanner.problem();
    if (problem != null) {
      labels.error(entry, LogfmtStage.ERROR, problem);
    }
    return true;
  }
}
