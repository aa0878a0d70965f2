package io.trivet.core.label;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Bounds of the labels of one series; 0 is no bound. The metric name counts as a label.
///
/// @param maxLabels most labels
/// @param maxNameBytes most bytes of a label name in UTF-8
/// @param maxValueBytes most bytes of a label value in UTF-8
public record LabelLimits(int maxLabels, long maxNameBytes, long maxValueBytes) {
  public static final LabelLimits NONE = new LabelLimits(0, 0, 0);
  private static final int MAX_SHOWN = 50;

  /// The bound that these labels are over, in words; null if they are within all.
  public @Nullable String problem(Labels labels) {
    if (equals(NONE)) {
      return null;
    }
    if (maxLabels > 0 && labels.size() > maxLabels) {
      return "a series of \""
          + cut(labels.metricName())
          + "\" has "
          + labels.size()
          + " labels, more than the limit of "
          + maxLabels;
    }
    for (int i = 0; i < labels.size(); i++) {
      String problem = problem(labels.metricName(), labels.name(i), labels.value(i));
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private @Nullable String problem(String metric, String name, String value) {
    boolean longName = isOver(name, maxNameBytes);
    if (!longName && !isOver(value, maxValueBytes)) {
      return null;
    }
    return "the label "
        + (longName ? "name" : "value of")
        + " \""
        + cut(name)
        + "\" of \""
        + cut(metric)
        + "\" is longer than the limit of "
        + (longName ? maxNameBytes : maxValueBytes)
        + " bytes";
  }

  private static boolean isOver(String text, long limit) {
    return limit > 0
        // Most texts are short enough whatever their characters are.
        && 3L * text.length() > limit
        && text.getBytes(StandardCharsets.UTF_8).length > limit;
  }

  private static String cut(String text) {
    return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
  }
}
