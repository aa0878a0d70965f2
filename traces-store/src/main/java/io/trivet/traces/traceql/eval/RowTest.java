package io.trivet.traces.traceql.eval;

/// A condition on the rows of one table. Safe for use from any thread.
@FunctionalInterface
interface RowTest {
  RowTest ALWAYS = _ -> true;
  RowTest NEVER = _ -> false;

  boolean test(int row);

  /// Of 64 rows those that pass.
  ///
  /// @param base the first of the rows, bit 0 of the word
  /// @param rows the rows in question
  default long filter(int base, long rows) {
    long rest = rows;
    long kept = 0;
    while (rest != 0) {
      long bit = rest & -rest;
      if (test(base + Long.numberOfTrailingZeros(rest))) {
        kept |= bit;
      }
      rest ^= bit;
    }
    return kept;
  }
}
