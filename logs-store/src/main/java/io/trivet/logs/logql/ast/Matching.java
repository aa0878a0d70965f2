package io.trivet.logs.logql.ast;

import java.util.List;

/// How the two sides of a binary operation find each other.
///
/// @param returnBool comparisons give 0 or 1 and filter nothing
/// @param on `labels` are those that must agree; if false, all others must (`ignoring`)
/// @param explicit whether `on` or `ignoring` was written at all
/// @param include labels which `group_left`/`group_right` takes over from the side of one
public record Matching(
    boolean returnBool,
    boolean explicit,
    boolean on,
    List<String> labels,
    Cardinality cardinality,
    List<String> include) {
  /// Which side may have several samples for one of the other.
  public enum Cardinality {
    ONE_TO_ONE,
    /// `group_left`
    MANY_TO_ONE,
    /// `group_right`
    ONE_TO_MANY
  }

  public static final Matching DEFAULT =
      new Matching(false, false, false, List.of(), Cardinality.ONE_TO_ONE, List.of());

  public Matching {
    labels = List.copyOf(labels);
    include = List.copyOf(include);
  }
}
