package io.trivet.logs.logql.eval;

import io.trivet.core.label.Labels;
import io.trivet.logs.logql.ast.Grouping;
import io.trivet.logs.logql.pipeline.EntryState;
import io.trivet.logs.logql.pipeline.LabelPairs;
import io.trivet.logs.logql.pipeline.LabelSequence;
import org.jspecify.annotations.Nullable;

/// Which series an entry belongs to: by all its labels, by some, or by all but some.
///
/// @param grouping null for all labels
/// @param unwrapped the label whose value became the sample, which leaves the labels unless the
///   grouping names it
record SeriesKey(@Nullable Grouping grouping, @Nullable String unwrapped) {
  private boolean isBy() {
    return grouping != null && !grouping.without();
  }

  /// Writes what tells the series of an entry from others of the same stream.
  void describe(EntryState entry, LabelSequence sequence) {
    if (isBy() && grouping != null) {
      for (String name : grouping.labels()) {
        sequence.add(value(entry, name));
      }
    } else {
      entry.describe(sequence);
    }
  }

  private static @Nullable String value(EntryState entry, String name) {
    return name.equals(EntryState.ERROR)
        ? (entry.hasError() ? entry.error() : null)
        : entry.get(name);
  }

  /// The labels of the series of all entries of a stream which has the labels grouped by.
  Labels labels(Labels stream) {
    return grouping == null ? stream : stream.keep(grouping.labels());
  }

  /// The labels of the series of an entry.
  Labels labels(EntryState entry) {
    if (isBy() && grouping != null) {
      LabelPairs pairs = new LabelPairs();
      for (String name : grouping.labels()) {
        String value = value(entry, name);
        if (value != null) {
          pairs.put(name, value);
        }
      }
      return pairs.toLabels();
    }
    Labels all = entry.labels().all();
    if (unwrapped != null) {
      all = all.drop(unwrapped);
    }
    return grouping == null ? all : all.drop(grouping.labels());
  }
}
