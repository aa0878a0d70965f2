package io.trivet.logs.logql.pipeline;

import io.trivet.core.error.TrivetException;
import io.trivet.logs.logql.text.ByteSearch;
import io.trivet.logs.logql.text.CapturePattern;
import java.util.Arrays;
import java.util.List;

/// Sets labels from what stands between the literals of a pattern.
final class PatternStage implements RunnableStage {
  private final List<CapturePattern.Part> parts;
  private final ParsedLabels labels;

  PatternStage(String pattern, RequiredLabels required) {
    this.labels = new ParsedLabels(required);
    try {
      this.parts = CapturePattern.parse(pattern).parts();
    } catch (TrivetException e) {
      throw new PipelineException("invalid pattern parser: " + e.reason());
    }
    boolean named =
        parts.stream()
            .anyMatch(p -> p instanceof CapturePattern.Part.Capture c && !c.name().equals("_"));
    if (!named) {
      throw new PipelineException("invalid pattern parser: at least one capture is required");
    }
  }

  @Override
  public boolean run(EntryState entry) {
    byte[] line = entry.line();
    int at = entry.from();
    int to = entry.to();
    if (labels.none() || at == to) {
      return true;
    }
    labels.start();
    int i = 0;
    if (parts.getFirst() instanceof CapturePattern.Part.Literal(byte[] literal)) {
      if (to - at < literal.length
          || !Arrays.equals(line, at, at + literal.length, literal, 0, literal.length)) {
        return true;
      }
      at += literal.length;
      i = 1;
    }
    while (i < parts.size() && parts.get(i) instanceof CapturePattern.Part.Capture(String name)) {
      if (i + 1 < parts.size()
          && parts.get(i + 1) instanceof CapturePattern.Part.Literal(byte[] literal)) {
        int end = ByteSearch.indexOf(line, at, to, literal);
        if (end >= 0) {
          capture(entry, name, at, end);
          at = end + literal.length;
          i += 2;
          continue;
        }
      }
      capture(entry, name, at, to);
      return true;
    }
    return true;
  }

  private void capture(EntryState entry, String name, int from, int to) {
    if (name.equals("_")) {
      return;
    }
    String target = labels.target(entry, name);
    if (target != null) {
      labels.set(entry, target, labels.value(entry.line(), from, to));
    }
  }
}
