package io.trivet.core.index;

import io.trivet.core.label.LabelMatcher;
import java.util.List;
import java.util.function.Supplier;
import org.roaringbitmap.RoaringBitmap;

/// Which ids satisfy all of several matchers, of what an index knows of one label at a time.
final class Conjunction {
  private Conjunction() {}

  /// What an index knows of one label.
  interface Lookup<E extends Exception> {
    /// Ids that have the label of the matcher with a value which satisfies it, or does not, as a
    /// new bitmap.
    RoaringBitmap withValue(LabelMatcher matcher, boolean satisfying) throws E;
  }

  /// Ids which satisfy all matchers, as a new bitmap. Ids without the label satisfy a matcher that
  /// matches the empty text: those that have it and do not satisfy it are taken away.
  ///
  /// @param all gives all ids, as a new bitmap
  static <E extends Exception> RoaringBitmap select(
      List<LabelMatcher> matchers, Supplier<RoaringBitmap> all, Lookup<E> index) throws E {
    RoaringBitmap result = null;
    // What must be there first: it makes the set small before anything is taken away.
    for (LabelMatcher matcher : matchers) {
      if (!matcher.matchesEmpty()) {
        RoaringBitmap hits = index.withValue(matcher, true);
        if (result == null) {
          result = hits;
        } else {
          result.and(hits);
        }
        if (result.isEmpty()) {
          return result;
        }
      }
    }
    if (result == null) {
      result = all.get();
    }
    for (LabelMatcher matcher : matchers) {
      if (matcher.matchesEmpty()) {
        result.andNot(index.withValue(matcher, false));
      }
    }
    return result;
  }
}
