package io.trivet.logs.logql.pipeline;

import io.trivet.logs.logql.text.JsonScanner;
import org.jspecify.annotations.Nullable;

/// Makes labels of the members of a JSON object; nested names are joined with `_`, arrays and nulls
/// are left out.
final class JsonStage implements RunnableStage {
  static final String ERROR = "JSONParserErr";

  /// Deeper objects are an error of the line.
  private static final int MAX_DEPTH = 128;

  private final ParsedLabels labels;
  private @Nullable EntryState entry;
  private byte[] line = {};
  private int depth;

  JsonStage(RequiredLabels required) {
    this.labels = new ParsedLabels(required);
  }

  @Override
  public boolean run(EntryState current) {
    if (labels.none()) {
      return true;
    }
    labels.start();
    entry = current;
    line = current.line();
    depth = 0;
    String problem = JsonObject.each(line, current.from(), current.to(), this::member);
    if (problem != null && !problem.equals(JsonObject.STOP)) {
      labels.error(current, ERROR, problem);
    }
    return true;
  }

  private @Nullable String member(byte[] key, int keyFrom, int keyTo, int from, int to) {
    byte first = line[from];
    if (first == '[' || first == 'n') {
      return null;
    }
    int prefix = labels.nameLength();
    labels.appendName(key, keyFrom, keyTo);
    String outcome = first == '{' ? object(from, to) : leaf(from, to);
    labels.truncateName(prefix);
    return outcome;
  }

  private @Nullable String object(int from, int to) {
    if (!labels.wantsBelow()) {
      return null;
    }
    if (depth >= MAX_DEPTH) {
      return JsonScanner.MALFORMED;
    }
    depth++;
    String outcome = JsonObject.each(line, from, to, this::member);
    depth--;
    return outcome;
  }

  private @Nullable String leaf(int from, int to) {
    EntryState current = entry;
    if (current == null || labels.nameLength() == 0) {
      return null;
    }
    String target = labels.target(current, labels.name());
    if (target == null) {
      return null;
    }
    labels.set(current, target, text(labels, line, from, to));
    return labels.complete() ? JsonObject.STOP : null;
  }

  /// The text of a string, number or word as a label value; "" for a string with bad escapes.
  static String text(ParsedLabels labels, byte[] b, int from, int to) {
    if (b[from] != '"') {
      return labels.value(b, from, to);
    }
    if (!JsonScanner.hasEscape(b, from + 1, to - 1)) {
      return labels.value(b, from + 1, to - 1);
    }
    byte[] plain = JsonScanner.unescape(b, from + 1, to - 1);
    return plain == null ? "" : labels.value(plain, 0, plain.length);
  }
}
