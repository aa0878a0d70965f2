package io.trivet.metrics.promql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the elements of two vectors find each other.
///
/// @param labels the labels of `on` or `ignoring`
/// @param on whether the labels are those of `on`
/// @param include labels of `group_left` or `group_right` copied from the "one" side
/// @param fillLeft value of missing elements of the left side; null without a fill
/// @param fillRight value of missing elements of the right side; null without a fill
public record VectorMatching(
    Cardinality cardinality,
    List<String> labels,
    boolean on,
    List<String> include,
    @Nullable Double fillLeft,
    @Nullable Double fillRight) {

  /// How many elements of each side may share one match group.
  public enum Cardinality {
    ONE_TO_ONE("one-to-one"),
    MANY_TO_ONE("many-to-one"),
    ONE_TO_MANY("one-to-many"),
    MANY_TO_MANY("many-to-many");

    public final String text;

    Cardinality(String text) {
      this.text = text;
    }
  }

  public VectorMatching {
    labels = List.copyOf(labels);
    include = List.copyOf(include);
  }
}
