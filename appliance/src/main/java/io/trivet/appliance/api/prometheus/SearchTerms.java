package io.trivet.appliance.api.prometheus;

import java.util.List;
import java.util.Locale;

/// Tells how well a text resembles what somebody types, 0 (not at all) to 1. Of several terms the
/// best counts; without terms everything resembles. Immutable.
final class SearchTerms {
  private static final double PREFIX_WEIGHT = 0.1;
  private static final int MAX_PREFIX = 4;

  /// Keeps what is not at the beginning of a text below what is.
  private static final double INEXACT = 0.999;

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
      best = Math.max(best, subsequence ? inOrder(term, folded) : similar(term, folded));
    }
    return best;
  }

  private double inOrder(String term, String text) {
    double score = text.startsWith(term) ? 1 : INEXACT * subsequence(term, text);
    return score >= threshold ? score : 0;
  }

  /// A text that contains the term counts whatever the threshold, more the earlier it does; without
  /// a threshold no other text counts.
  private double similar(String term, String text) {
    int at = text.indexOf(term);
    if (at >= 0) {
      int last = text.codePointCount(0, text.length()) - term.codePointCount(0, term.length());
      return at == 0 ? 1 : 1 - 0.9 * text.codePointCount(0, at) / last;
    }
    double score = threshold > 0 ? jaroWinkler(term, text) : 0;
    return score >= threshold ? score : 0;
  }

  /// How well the characters of the term stand in the text in their order: the squares of the
  /// lengths of their runs, less the share of the text between them, and less half the share behind
  /// them; over the square of the length of the term. Each place where the term can begin is tried;
  /// from there its characters are taken as they come.
  ///
  /// Source: the subsequence score of Prometheus' search API.
  static double subsequence(String term, String text) {
    if (term.equals(text)) {
      return 1;
    }
    int[] wanted = term.codePoints().toArray();
    int[] given = text.codePoints().toArray();
    double best = 0;
    for (int from = 0; from + wanted.length <= given.length; from++) {
      if (given[from] == wanted[0]) {
        double score = greedy(wanted, given, from);
        if (Double.isNaN(score)) {
          break;
        }
        best = Math.max(best, score);
      }
    }
    return best / ((double) wanted.length * wanted.length);
  }

  /// NaN if the text ends before the term.
  private static double greedy(int[] wanted, int[] given, int from) {
    double score = 0;
    int behind = 0;
    int at = from;
    int next = 0;
    while (next < wanted.length) {
      while (at < given.length && given[at] != wanted[next]) {
        at++;
      }
      int start = at;
      while (at < given.length && next < wanted.length && given[at] == wanted[next]) {
        at++;
        next++;
      }
      int run = at - start;
      if (run == 0) {
        return Double.NaN;
      }
      score += (double) run * run - (double) (start - behind) / given.length;
      behind = at;
    }
    return score - (given.length - behind) / (2.0 * given.length);
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
