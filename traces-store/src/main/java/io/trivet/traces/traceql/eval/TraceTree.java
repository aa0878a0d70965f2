package io.trivet.traces.traceql.eval;

import io.trivet.traces.SpanTable;
import io.trivet.traces.traceql.ast.SpanKind;
import java.util.Arrays;
import java.util.BitSet;

/// The spans of one trace in order of start time, and who is whose parent. Spans are named by their
/// index in that order. Immutable.
///
/// * A parent is found by its span id; of several spans with one id the first counts.
/// * A client and a server span with one id (Zipkin) are told apart by kind: the server span is the
///   child of the client span, unless it is a root, and who names the id is the child of the server
///   span.
/// * A cycle of parents is cut above its earliest span.
/// * Nested set numbers are given from the root spans (no parent id) down, children by start time;
///   spans that no root reaches have 0.
public final class TraceTree {
  private final int[] rows;
  private final int[] parents;
  private final int[] families;
  private final int[] childCounts;
  private final int[] topDown;
  private final int[] lefts;
  private final int[] rights;
  private final boolean[] roots;

  private TraceTree(
      int[] rows,
      int[] parents,
      int[] families,
      int[] childCounts,
      int[] topDown,
      int[] lefts,
      int[] rights,
      boolean[] roots) {
    this.rows = rows;
    this.parents = parents;
    this.families = families;
    this.childCounts = childCounts;
    this.topDown = topDown;
    this.lefts = lefts;
    this.rights = rights;
    this.roots = roots;
  }

  static TraceTree of(SpanTable table, int trace) {
    int[] rows = ordered(table, table.rowsOf(trace));
    int size = rows.length;
    LongIndex byId = new LongIndex(size);
    int[] twins = null;
    for (int i = 0; i < size; i++) {
      int first = byId.putIfAbsent(table.spanId(rows[i]), i);
      if (first >= 0 && isPair(table.kind(rows[first]), table.kind(rows[i]))) {
        if (twins == null) {
          twins = new int[size];
          Arrays.fill(twins, -1);
        }
        if (twins[first] < 0) {
          twins[first] = i;
          twins[i] = first;
        }
      }
    }
    int[] parents = new int[size];
    boolean[] roots = new boolean[size];
    for (int i = 0; i < size; i++) {
      long parentId = table.parentSpanId(rows[i]);
      boolean server = table.kind(rows[i]) == SpanKind.SERVER.number();
      if (parentId == 0) {
        parents[i] = -1;
        roots[i] = true;
      } else if (twins != null && twins[i] >= 0 && server) {
        parents[i] = twins[i];
      } else {
        int parent = byId.get(parentId);
        boolean client = parent >= 0 && table.kind(rows[parent]) == SpanKind.CLIENT.number();
        parents[i] = twins != null && client && twins[parent] >= 0 ? twins[parent] : parent;
      }
    }
    cutCycles(parents);
    return number(rows, parents, families(table, rows, parents, roots), roots);
  }

  private static int[] ordered(SpanTable table, int[] rows) {
    boolean sorted = true;
    for (int i = 1; i < rows.length && sorted; i++) {
      sorted = compare(table, rows[i - 1], rows[i]) <= 0;
    }
    return sorted
        ? rows.clone()
        : Arrays.stream(rows)
            .boxed()
            .sorted((a, b) -> compare(table, a, b))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  private static int compare(SpanTable table, int a, int b) {
    int order = Long.compare(table.startNanos(a), table.startNanos(b));
    if (order == 0) {
      order = Long.compareUnsigned(table.spanId(a), table.spanId(b));
    }
    return order == 0 ? Integer.compare(a, b) : order;
  }

  private static boolean isPair(int a, int b) {
    return a == SpanKind.CLIENT.number() && b == SpanKind.SERVER.number()
        || a == SpanKind.SERVER.number() && b == SpanKind.CLIENT.number();
  }

  /// Walks up from every span not seen yet; meeting a span of the same walk again is a cycle.
  private static void cutCycles(int[] parents) {
    int[] walks = new int[parents.length];
    for (int start = 0; start < parents.length; start++) {
      int walk = start + 1;
      int at = start;
      while (at >= 0 && walks[at] == 0) {
        walks[at] = walk;
        at = parents[at];
      }
      if (at >= 0 && walks[at] == walk) {
        int earliest = at;
        for (int i = parents[at]; i != at; i = parents[i]) {
          earliest = Math.min(earliest, i);
        }
        parents[earliest] = -1;
      }
    }
  }

  /// Spans with one parent, also a missing one, have one number; -1 for those without siblings.
  private static int[] families(SpanTable table, int[] rows, int[] parents, boolean[] roots) {
    int[] families = parents.clone();
    LongIndex orphans = null;
    LongIndex ids = null;
    for (int i = 0; i < rows.length; i++) {
      if (parents[i] >= 0 || roots[i]) {
        continue;
      }
      if (orphans == null || ids == null) {
        orphans = new LongIndex(rows.length);
        ids = new LongIndex(rows.length);
        for (int j = 0; j < rows.length; j++) {
          ids.putIfAbsent(table.spanId(rows[j]), j);
        }
      }
      long parentId = table.parentSpanId(rows[i]);
      if (ids.get(parentId) < 0) {
        int first = orphans.putIfAbsent(parentId, i);
        families[i] = rows.length + (first < 0 ? i : first);
      }
    }
    return families;
  }

  private static TraceTree number(int[] rows, int[] parents, int[] families, boolean[] roots) {
    int size = rows.length;
    int[] counts = new int[size];
    for (int parent : parents) {
      if (parent >= 0) {
        counts[parent]++;
      }
    }
    int[] childrenFrom = new int[size + 1];
    for (int i = 0; i < size; i++) {
      childrenFrom[i + 1] = childrenFrom[i] + counts[i];
    }
    int[] children = new int[childrenFrom[size]];
    int[] filled = new int[size];
    for (int i = 0; i < size; i++) {
      int parent = parents[i];
      if (parent >= 0) {
        children[childrenFrom[parent] + filled[parent]++] = i;
      }
    }
    int[] lefts = new int[size];
    int[] rights = new int[size];
    int[] topDown = new int[size];
    int placed = 0;
    int number = 1;
    int[] next = new int[size];
    for (int top = 0; top < size; top++) {
      if (parents[top] >= 0) {
        continue;
      }
      boolean numbered = roots[top];
      int at = top;
      while (at >= 0) {
        if (next[at] == 0) {
          topDown[placed++] = at;
          lefts[at] = numbered ? number++ : 0;
        }
        if (next[at] < counts[at]) {
          at = children[childrenFrom[at] + next[at]++];
        } else {
          next[at]++;
          rights[at] = numbered ? number++ : 0;
          at = at == top ? -1 : parents[at];
        }
      }
    }
    return new TraceTree(rows, parents, families, counts, topDown, lefts, rights, roots);
  }

  public int size() {
    return rows.length;
  }

  /// Rows of the table by index.
  public int row(int index) {
    return rows[index];
  }

  int parent(int index) {
    return parents[index];
  }

  int childCount(int index) {
    return childCounts[index];
  }

  int nestedSetLeft(int index) {
    return lefts[index];
  }

  int nestedSetRight(int index) {
    return rights[index];
  }

  /// The left number of the parent, -1 for a root span, 0 for a span no root reaches.
  int nestedSetParent(int index) {
    if (roots[index]) {
      return -1;
    }
    return parents[index] < 0 ? 0 : lefts[parents[index]];
  }

  /// Spans whose parent is in the set.
  BitSet childrenOf(BitSet set) {
    BitSet found = new BitSet(size());
    for (int i = 0; i < size(); i++) {
      if (parents[i] >= 0 && set.get(parents[i])) {
        found.set(i);
      }
    }
    return found;
  }

  /// Spans which are the parent of one in the set.
  BitSet parentsOf(BitSet set) {
    BitSet found = new BitSet(size());
    for (int i = set.nextSetBit(0); i >= 0; i = set.nextSetBit(i + 1)) {
      if (parents[i] >= 0) {
        found.set(parents[i]);
      }
    }
    return found;
  }

  /// Spans with an ancestor in the set.
  BitSet descendantsOf(BitSet set) {
    BitSet found = new BitSet(size());
    for (int i : topDown) {
      int parent = parents[i];
      if (parent >= 0 && (set.get(parent) || found.get(parent))) {
        found.set(i);
      }
    }
    return found;
  }

  /// Spans which are an ancestor of one in the set.
  BitSet ancestorsOf(BitSet set) {
    BitSet found = new BitSet(size());
    for (int k = topDown.length - 1; k >= 0; k--) {
      int i = topDown[k];
      if (parents[i] >= 0 && (set.get(i) || found.get(i))) {
        found.set(parents[i]);
      }
    }
    return found;
  }

  /// Spans with a sibling in the set that is not themselves.
  BitSet siblingsOf(BitSet set) {
    int[] members = new int[2 * size()];
    for (int i = set.nextSetBit(0); i >= 0; i = set.nextSetBit(i + 1)) {
      if (families[i] >= 0) {
        members[families[i]]++;
      }
    }
    BitSet found = new BitSet(size());
    for (int i = 0; i < size(); i++) {
      if (families[i] >= 0 && members[families[i]] > (set.get(i) ? 1 : 0)) {
        found.set(i);
      }
    }
    return found;
  }
}
