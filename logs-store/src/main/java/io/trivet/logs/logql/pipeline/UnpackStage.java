package io.trivet.logs.logql.pipeline;

import io.trivet.logs.logql.text.JsonScanner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Undoes the packing of Promtail: string members of a JSON object become labels and the member
/// `_entry` the line. Without `_entry` nothing happens.
final class UnpackStage implements RunnableStage {
  private static final String ENTRY = "_entry";

  private final ParsedLabels labels;
  private final List<String> names = new ArrayList<>();
  private final List<String> values = new ArrayList<>();
  private byte[] line = {};
  private byte @Nullable [] packed;

  UnpackStage(RequiredLabels required) {
    this.labels = new ParsedLabels(required);
  }

  @Override
  public boolean run(EntryState entry) {
    if (entry.from() == entry.to()) {
      return true;
    }
    line = entry.line();
    int first = JsonScanner.token(line, entry.from(), entry.to());
    if (first < 0 || line[first] != '{') {
      labels.error(entry, JsonStage.ERROR, "expecting json object(6), but it is not");
      return true;
    }
    names.clear();
    values.clear();
    packed = null;
    labels.start();
    String problem = JsonObject.each(line, entry.from(), entry.to(), this::member);
    if (problem != null) {
      labels.error(entry, JsonStage.ERROR, problem);
      return true;
    }
    byte[] unpacked = packed;
    if (unpacked != null) {
      for (int i = 0; i < names.size(); i++) {
        String target = labels.target(entry, names.get(i));
        if (target != null) {
          labels.set(entry, target, values.get(i));
        }
      }
      entry.replaceLine(unpacked, 0, unpacked.length);
    }
    return true;
  }

  private @Nullable String member(byte[] key, int keyFrom, int keyTo, int from, int to) {
    if (line[from] != '"') {
      return null;
    }
    if (JsonScanner.equal(key, keyFrom, keyTo, ENTRY)) {
      byte[] text = JsonScanner.unescape(line, from + 1, to - 1);
      if (text == null) {
        return JsonScanner.MALFORMED_ESCAPE;
      }
      packed = text;
      return null;
    }
    labels.truncateName(0);
    labels.appendName(key, keyFrom, keyTo);
    if (labels.nameLength() > 0) {
      names.add(labels.name());
      values.add(JsonStage.text(labels, line, from, to));
    }
    return null;
  }
}
