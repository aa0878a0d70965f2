package io.trivet.appliance.api.prometheus;

import java.util.List;
import java.util.Locale;

/// Tells how well a text resembles what somebody types, 0 (not at all) to 1. Of several terms the
/// best counts; without terms everything resembles. Immutable.
final class SearchTerms {
  private static final double PREFIX_WEIGHT = 0.1;
  private static final int MAX_PREFIX = 4;

  private final List<String> terms;
  private final boolean caseSensitive;
  private final boolean subsequence;
  private final double threshold;

  /// @param subsequence whether the characters of a term must stand in the text in their order;
  ///   else the similarity of Jaro and Winkler counts
  /// @param threshold least score
  SearchTerms(List<String> terms, boolean caseSensitive, boolean subsequence, double threshold) {
    this.caseSensitive = caseSensitive;
    this.terms = terms.stream().filter(t -> !t.isEmpty()).map(this::folded).toList();
    this.subsequence = subsequence;
    this.threshold = threshold;
  }

  private String folded(String text) {
    return caseSensitive ? text : text.toLowerCase(Locale.ROOT);
  }

  /// 0 if the text is not one of those looked for.
  double score(String text) {
    if (terms.isEmpty()) {
      return 1;
    }
    String folded = folded(text);
    double best = 0;
    for (String term : terms) {
      double score =
          folded.contains(term)
              ? 1
              : subsequence ? subsequence(term, folded) : jaroWinkler(term, folded);
      best = Math.max(best, score);
    }
    return best >= threshold ? best : 0;
  }

  /// Length of the term over that of the shortest stretch which holds its characters in order.
  static double subsequence(String term, String text) {
    int shortest = Integer.MAX_VALUE;
    for (int from = text.indexOf(term.charAt(0));
        from >= 0;
        from = text.indexOf(term.charAt(0), from + 1)) {
      int at = from;
      for (int i = 1; i < term.length() && at >= 0; i++) {
        at = text.indexOf(term.charAt(i), at + 1);
      }
      if (at < 0) {
        break;
      }
      shortest = Math.min(shortest, at - from + 1);
    }
    return shortest == Integer.MAX_VALUE ? 0 : (double) term.length() / shortest;
  }

  /// Jaro's similarity, more for a common beginning of up to 4 characters (Winkler).
  static double jaroWinkler(String a, String b) {
    double jaro = jaro(a, b);
    int prefix = 0;
    int most = Math.min(MAX_PREFIX, Math.min(a.length(), b.length()));
    while (prefix < most && a.charAt(prefix) == b.charAt(prefix)) {
      prefix++;
    }
    return jaro + prefix * PREFIX_WEIGHT * (1 - jaro);
  }

  private static double jaro(String a, String b) {
    int window = Math.max(0, Math.max(a.length(), b.length()) / 2 - 1);
    boolean[] usedB = new boolean[b.length()];
    StringBuilder inA = new StringBuilder();
    for (int i = 0; i < a.length(); i++) {
      int end = Math.min(b.length(), i + window + 1);
      for (int j = Math.max(0, i - window); j < end; j++) {
        if (!usedB[j] && a.charAt(i) == b.charAt(j)) {
          usedB[j] = true;
          inA.append(a.charAt(i));
          break;
        }
      }
    }
    double common = inA.length();
    if (common == 0) {
      return 0;
    }
    int swapped = 0;
    int k = 0;
    for (int j = 0; j < b.length(); j++) {
      if (usedB[j] && inA.charAt(k++) != b.charAt(j)) {
        swapped++;
      }
    }
    return (common / a.length() + common / b.length() + (common - swapped / 2.0) / common) / 3;
  }
}
