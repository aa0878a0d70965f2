package io.trivet.logs.logql.pipeline;

import io.trivet.core.text.GoNumber;
import io.trivet.core.time.DurationText;
import io.trivet.logs.logql.ast.Unwrap;
import io.trivet.logs.logql.text.ByteSizeText;

/// Takes the value of a sample from a label. Entries without the label are dropped; those whose
/// label is no number go on as 0 with an error.
final class UnwrapStage implements RunnableStage {
  private static final String ERROR = "SampleExtractionErr";

  private final String label;
  private final Unwrap.Conversion conversion;
  private double value;

  UnwrapStage(Unwrap unwrap) {
    this.label = unwrap.label();
    this.conversion = unwrap.conversion();
  }

  double value() {
    return value;
  }

  @Override
  public boolean run(EntryState entry) {
    String text = entry.get(label);
    if (text == null || text.isEmpty()) {
      return false;
    }
    value = 0;
    switch (conversion) {
      case NUMBER -> {
        Double number = GoNumber.parse(text);
        if (number == null) {
          entry.error(ERROR, GoNumber.problem(text));
        } else {
          value = number;
        }
      }
      case BYTES -> {
        long bytes = ByteSizeText.parse(text);
        if (bytes < 0) {
          entry.error(ERROR, ByteSizeText.problem(text, bytes));
        } else {
          value = bytes;
        }
      }
      case DURATION, DURATION_SECONDS -> {
        Long nanos = DurationText.parseGo(text);
        if (nanos == null) {
          entry.error(ERROR, GoNumber.durationProblem(text));
        } else {
          value = nanos / 1e9;
        }
      }
    }
    return true;
  }
}
