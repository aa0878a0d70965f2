package io.trivet.config.problem;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Finds what a misspelled name was meant to be.
public final class Nearest {
  private static final int MAX_LENGTH = 80;

  private Nearest() {}

  /// The candidate with the fewest inserted, deleted, replaced or swapped characters, null when
  /// none is near: more than a third of the name would have to change.
  public static @Nullable String to(String name, Collection<String> candidates) {
    if (name.length() > MAX_LENGTH) {
      return null;
    }
    String wanted = simple(name);
    String best = null;
    int bestDistance = Math.max(1, wanted.length() / 3) + 1;
    for (String candidate : candidates) {
      int distance = distance(wanted, simple(candidate), bestDistance);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    return best;
  }

  /// `did you mean "port"?`, or null.
  public static @Nullable String suggestion(String name, Collection<String> candidates) {
    String nearest = to(name, candidates);
    return nearest == null ? null : "did you mean \"" + nearest + "\"?";
  }

  private static String simple(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /// Optimal string alignment distance; at most `bound`.
  private static int distance(String a, String b, int bound) {
    if (Math.abs(a.length() - b.length()) >= bound || b.length() > MAX_LENGTH) {
      return bound;
    }
    int[] beforePrevious = new int[b.length() + 1];
    int[] previous = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          best = Math.min(best, beforePrevious[j - 2] + 1);
        }
        current[j] = best;
      }
      int[] reused = beforePrevious;
      beforePrevious = previous;
      previous = current;
      current = reused;
    }
    return previous[b.length()];
  }
}
