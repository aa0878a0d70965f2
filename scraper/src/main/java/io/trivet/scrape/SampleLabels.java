package io.trivet.scrape;

import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.scrape.exposition.ExpositionParser;
import io.trivet.scrape.relabel.Relabelling;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes the labels of a stored series of the labels of an exposed one: adds those of the target,
/// relabels, checks. Owned by one thread.
final class SampleLabels {
  /// A series that must not be stored: the whole scrape fails.
  static final class Refusal extends Exception {
    private final boolean isLimit;

    Refusal(String message, boolean isLimit) {
      super(message, null, false, false);
      this.isLimit = isLimit;
    }

    /// Whether a limit on labels was exceeded.
    boolean isLimit() {
      return isLimit;
    }
  }

  private static final String EXPORTED = "exported_";

  private final Labels target;
  private final ScrapeSettings.SampleRules rules;
  private final Relabelling relabelling;
  private final @Nullable FamilyLabels family;
  private final LabelsBuilder builder = new LabelsBuilder();

  /// @param family null if series do not get its labels
  SampleLabels(Labels target, ScrapeSettings.SampleRules rules, @Nullable FamilyLabels family) {
    this.family = family;
    this.target = target;
    this.rules = rules;
    this.relabelling = Relabelling.of(rules.relabelling(), rules.legacyNames());
  }

  /// Labels of the series the parser is at; null if relabelling drops it.
  @Nullable Labels of(ExpositionParser parser) throws Refusal {
    String twice = parser.labels(builder);
    if (family != null) {
      family.addTo(builder);
    }
    if (rules.honorLabels()) {
      addMissing(parser);
    } else {
      addOverExposed();
    }
    if (!relabelling.apply(builder) || builder.size() == 0) {
      return null;
    }
    Labels labels = builder.build();
    if (labels.metricName().isEmpty()) {
      throw new Refusal("missing metric name (__name__ label)", false);
    }
    if (rules.legacyNames() && !hasLegacyNames(labels)) {
      throw new Refusal("invalid metric name or label names: " + labels, false);
    }
    checkLimits(labels);
    if (twice != null) {
      throw new Refusal("label name \"" + twice + "\" is not unique: invalid sample", false);
    }
    return labels;
  }

  private void addMissing(ExpositionParser parser) {
    for (int i = 0; i < target.size(); i++) {
      String name = target.name(i);
      if (builder.get(name).isEmpty() && !parser.hasEmptyLabel(name)) {
        builder.set(name, target.value(i));
      }
    }
  }

  private void addOverExposed() {
    List<String> clashing = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < target.size(); i++) {
      String name = target.name(i);
      String exposed = builder.get(name);
      if (!exposed.isEmpty()) {
        clashing.add(name);
        values.add(exposed);
      }
      builder.set(name, target.value(i));
    }
    List<String> shortestFirst = new ArrayList<>(clashing);
    shortestFirst.sort(Comparator.comparingInt(String::length));
    for (String name : shortestFirst) {
      String free = EXPORTED + name;
      while (!builder.get(free).isEmpty()) {
        free = EXPORTED + free;
      }
      builder.set(free, values.get(clashing.indexOf(name)));
    }
  }

  private static boolean hasLegacyNames(Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      if (!Labels.isPlainName(labels.name(i))) {
        return false;
      }
    }
    return Labels.isPlainName(labels.metricName().replace(':', '_'));
  }

  private void checkLimits(Labels labels) throws Refusal {
    String metric = "metric: " + cut(labels.metricName());
    if (rules.labelLimit() > 0 && labels.size() > rules.labelLimit()) {
      throw new Refusal(
          "label_limit exceeded (%s, number of labels: %d, limit: %d)"
              .formatted(metric, labels.size(), rules.labelLimit()),
          true);
    }
    if (rules.labelNameLimit() == 0 && rules.labelValueLimit() == 0) {
      return;
    }
    for (int i = 0; i < labels.size(); i++) {
      String name = "label name: " + cut(labels.name(i));
      int nameLength = labels.name(i).getBytes(StandardCharsets.UTF_8).length;
      if (rules.labelNameLimit() > 0 && nameLength > rules.labelNameLimit()) {
        throw new Refusal(
            "label_name_length_limit exceeded (%s, %s, length: %d, limit: %d)"
                .formatted(metric, name, nameLength, rules.labelNameLimit()),
            true);
      }
      int valueLength = labels.value(i).getBytes(StandardCharsets.UTF_8).length;
      if (rules.labelValueLimit() > 0 && valueLength > rules.labelValueLimit()) {
        StringBuilder value = new StringBuilder();
        Labels.quote(cut(labels.value(i)), value);
        throw new Refusal(
            "label_value_length_limit exceeded (%s, %s, value: %s, length: %d, limit: %d)"
                .formatted(metric, name, value, valueLength, rules.labelValueLimit()),
            true);
      }
    }
  }

  private static String cut(String text) {
    return text.length() > 50 ? text.substring(0, 50) : text;
  }
}
