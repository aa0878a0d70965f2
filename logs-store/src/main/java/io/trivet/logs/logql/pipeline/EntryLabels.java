package io.trivet.logs.logql.pipeline;

import io.trivet.core.label.Labels;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The labels of an entry after all stages, by where they come from. Immutable; shared by the
/// entries which have the same labels.
public final class EntryLabels {
  private final Labels stream;
  private final Labels metadata;
  private final Labels parsed;
  private @Nullable Labels all;

  public EntryLabels(Labels stream, Labels metadata, Labels parsed) {
    this.stream = stream;
    this.metadata = metadata;
    this.parsed = parsed;
  }

  /// What is left of the labels of the stream.
  public Labels stream() {
    return stream;
  }

  /// What is left of the structured metadata.
  public Labels metadata() {
    return metadata;
  }

  /// Labels set by stages, `__error__` and `__error_details__` included.
  public Labels parsed() {
    return parsed;
  }

  /// All labels together; a parsed label hides metadata, metadata hides a stream label.
  public Labels all() {
    Labels merged = all;
    if (merged == null) {
      merged = merge();
      all = merged;
    }
    return merged;
  }

  private Labels merge() {
    if (metadata.isEmpty() && parsed.isEmpty()) {
      return stream;
    }
    Map<String, String> map = new TreeMap<>(Labels::compareText);
    stream.forEach(map::put);
    metadata.forEach(map::put);
    parsed.forEach(map::put);
    String[] pairs = new String[2 * map.size()];
    int n = 0;
    for (Map.Entry<String, String> label : map.entrySet()) {
      pairs[n++] = label.getKey();
      pairs[n++] = label.getValue();
    }
    return Labels.ofSorted(pairs);
  }
}
