package io.trivet.scrape;

import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.scrape.exposition.Entry;
import io.trivet.scrape.exposition.ExpositionParser;
import io.trivet.scrape.exposition.MetricType;
import io.trivet.scrape.exposition.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Type and unit of the metric family an exposition is at, as the labels `__type__` and `__unit__`.
/// Owned by one thread.
final class FamilyLabels {
  private static final String TYPE = "__type__";
  private static final String UNIT = "__unit__";

  /// What the names of the samples of a family have behind the name of the family.
  private static final List<String> SUFFIXES =
      List.of("_total", "_bucket", "_count", "_sum", "_created", "_info", "_gcount", "_gsum");

  private @Nullable Slice family;
  private MetricType type = MetricType.UNKNOWN;
  private String unit = "";
  private long salt;

  /// An exposition begins.
  void reset() {
    family = null;
    type = MetricType.UNKNOWN;
    unit = "";
    salt = 0;
  }

  /// Takes what is said of a family.
  void take(Entry entry, ExpositionParser parser) {
    if (!parser.family().equals(family)) {
      reset();
      family = parser.family().copy();
    }
    switch (entry) {
      case TYPE -> type = parser.type();
      case UNIT -> unit = parser.text().toString();
      case HELP, SAMPLE, HISTOGRAM, END -> {}
    }
    salt = (31L * unit.hashCode() + type.text().hashCode()) * 0x9E3779B97F4A7C15L;
  }

  /// Goes into the key of the samples that follow, so that a series whose type or unit changes is
  /// another one.
  long salt() {
    return salt;
  }

  /// Sets both labels of a sample, over those it has. A sample that belongs to no family has
  /// neither.
  void addTo(LabelsBuilder labels) {
    boolean member = isMember(labels.get(Labels.METRIC_NAME));
    labels.set(TYPE, member && type != MetricType.UNKNOWN ? type.text() : "");
    labels.set(UNIT, member ? unit : "");
  }

  private boolean isMember(String sample) {
    Slice known = family;
    if (known == null) {
      return false;
    }
    String name = known.toString();
    return sample.startsWith(name)
        && (sample.length() == name.length() || SUFFIXES.contains(sample.substring(name.length())));
  }
}
