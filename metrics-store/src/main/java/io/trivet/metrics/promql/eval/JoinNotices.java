package io.trivet.metrics.promql.eval;

import io.trivet.metrics.promql.column.Series;
import io.trivet.metrics.promql.function.Annotations;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// What a join of two vectors tells: of each step only what is to be told of its last pair. Pairs
/// come in the order of the "many" side, those filled in after them in the order of the other. Safe
/// for use from any thread.
final class JoinNotices {
  private record Last(int order, Arithmetic.Notice notice) {}

  private final List<Series> many;
  private final List<Series> one;
  private final Map<Integer, Last> lasts = new HashMap<>();
  private final Map<Series, Integer> orders = new IdentityHashMap<>();

  JoinNotices(List<Series> many, List<Series> one) {
    this.many = many;
    this.one = one;
  }

  /// @param of the series whose turn it was
  synchronized void add(int step, Series of, Arithmetic.Notice notice) {
    if (orders.isEmpty()) {
      number(many);
      number(one);
    }
    int order = orders.getOrDefault(of, 0);
    Last last = lasts.get(step);
    if (last == null || last.order <= order) {
      lasts.put(step, new Last(order, notice));
    }
  }

  private void number(List<Series> side) {
    for (Series series : side) {
      orders.put(series, orders.size());
    }
  }

  void tell(Annotations annotations) {
    lasts.values().forEach(last -> last.notice.tell(annotations));
  }
}
