package io.trivet.config.problem;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects the findings about one configuration, in the order they are made; after 1,000 only the
/// number goes on. Used by one thread.
public final class Problems {
  private static final int MAX = 1_000;

  private final List<Problem> found = new ArrayList<>();
  private int errors;

  public void error(Position at, String text, String message, @Nullable String suggestion) {
    errors++;
    add(new Problem(Problem.Severity.ERROR, at, text, message, suggestion));
  }

  public void notice(Position at, String text, String message) {
    add(new Problem(Problem.Severity.NOTICE, at, text, message, null));
  }

  private void add(Problem problem) {
    if (found.size() < MAX) {
      found.add(problem);
    }
  }

  /// Errors so far, counted also past the bound.
  public int errorCount() {
    return errors;
  }

  public List<Problem> all() {
    return List.copyOf(found);
  }
}
