package io.trivet.traces.traceql.eval;

import io.trivet.traces.SpanTable;
import java.util.Arrays;

/// Applies a test to all rows of a table, 64 rows a word, in parallel ranges.
final class RowFilter {
  private static final int WORDS_PER_PART = 1024;

  private RowFilter() {}

  /// The rows that pass, as bits.
  static long[] filter(TableView view, RowTest test, Parallel parallel) {
    SpanTable table = view.table();
    int words = (table.size() + 63) >>> 6;
    view.hold(8L * words);
    long[] rows = new long[words];
    Arrays.fill(rows, -1L);
    if (words > 0 && (table.size() & 63) != 0) {
      rows[words - 1] = -1L >>> -table.size();
    }
    if (test.equals(RowTest.ALWAYS)) {
      return rows;
    }
    int parts = (words + WORDS_PER_PART - 1) / WORDS_PER_PART;
    parallel.forEach(
        parts,
        part -> {
          view.context().check();
          int from = part * WORDS_PER_PART;
          for (int w = from; w < Math.min(words, from + WORDS_PER_PART); w++) {
            rows[w] = test.filter(w << 6, rows[w]);
          }
        });
    return rows;
  }
}
