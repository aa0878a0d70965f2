package io.trivet.traces.traceql.tags;

import io.trivet.core.query.QueryContext;
import java.util.function.IntConsumer;

/// Rows of a table as bits.
final class Rows {
  private Rows() {}

  /// Calls the action with every row, checking the query's deadline on the way.
  static void forEach(long[] rows, QueryContext context, IntConsumer action) {
    for (int w = 0; w < rows.length; w++) {
      if ((w & 255) == 0) {
        context.check();
      }
      for (long rest = rows[w]; rest != 0; rest &= rest - 1) {
        action.accept((w << 6) + Long.numberOfTrailingZeros(rest));
      }
    }
  }
}
