package io.trivet.logs.logql.pipeline;

import io.trivet.core.label.Labels;
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
    LabelPairs pairs = new LabelPairs();
    pairs.putAll(stream);
    pairs.putAll(metadata);
    pairs.putAll(parsed);
    return pairs.toLabels();
  }
}
