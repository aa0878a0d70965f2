package io.trivet.logs.logql.pipeline;

import io.trivet.logs.logql.text.LogfmtScanner;

/// Makes labels of `key=value` pairs. Pairs that are not well formed are passed over, or in strict
/// mode end the line with an error.
final class LogfmtStage implements RunnableStage {
  static final String ERROR = "LogfmtParserErr";

  private final boolean strict;
  private final boolean keepEmpty;
  private final ParsedLabels labels;
  private final LogfmtScanner scanner = new LogfmtScanner();

  LogfmtStage(boolean strict, boolean keepEmpty, RequiredLabels required) {
    this.strict = strict;
    this.keepEmpty = keepEmpty;
    this.labels = new ParsedLabels(required);
  }

  @Override
  public boolean run(EntryState entry) {
    if (labels.none()) {
      return true;
    }
    labels.start();
    byte[] line = entry.line();
    scanner.start(line, entry.from(), entry.to());
    while (scanner.next(strict)) {
      if (scanner.valueFrom == scanner.valueTo && !keepEmpty) {
        continue;
      }
      labels.truncateName(0);
      labels.appendName(line, scanner.keyFrom, scanner.keyTo);
      if (labels.nameLength() == 0) {
        continue;
      }
      String target = labels.target(entry, labels.name());
      if (target != null) {
        labels.set(entry, target, labels.value(scanner.value, scanner.valueFrom, scanner.valueTo));
        if (labels.complete()) {
          return true;
        }
      }
    }
    String problem = scanner.problem();
    if (problem != null) {
      labels.error(entry, ERROR, problem);
    }
    return true;
  }
}
