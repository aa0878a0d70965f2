package io.trivet.traces.traceql;

import io.trivet.traces.traceql.ast.SpanKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Which span of a trace is the parent of which.
final class ReferenceTree {
  private final List<TestSpan> spans;
  private final List<Integer> parents = new ArrayList<>();

  /// @param spans of one trace, by start time and id
  ReferenceTree(List<TestSpan> spans) {
    this.spans = spans;
    for (int i = 0; i < spans.size(); i++) {
      parents.add(findParent(i));
    }
  }

  /// How many spans have this one as their parent.
  long children(int span) {
    return parents.stream().filter(parent -> parent == span).count();
  }

  /// Whether the right span stands in the relation to the left one.
  boolean related(String relation, int left, int right) {
    return switch (relation) {
      case ">" -> parent(right) == left;
      case "<" -> parent(left) == right;
      case ">>" -> ancestors(right).contains(left);
      case "<<" -> ancestors(left).contains(right);
      case "~" -> left != right && areSiblings(left, right);
      default -> throw new AssertionError(relation);
    };
  }

  private boolean areSiblings(int a, int b) {
    int parent = parent(a);
    if (parent >= 0) {
      return parent == parent(b);
    }
    boolean orphans = uncut(a) < 0 && uncut(b) < 0;
    long id = spans.get(a).parentId();
    return parent(b) < 0 && orphans && id != 0 && id == spans.get(b).parentId();
  }

  private Set<Integer> ancestors(int span) {
    Set<Integer> ancestors = new HashSet<>();
    for (int at = parent(span); at >= 0 && ancestors.add(at); at = parent(at)) {}
    return ancestors;
  }

  private int parent(int span) {
    return parents.get(span);
  }

  /// The parent, where the earliest span of a cycle has none.
  private int findParent(int span) {
    Set<Integer> seen = new TreeSet<>();
    int at = uncut(span);
    while (at >= 0 && at != span && seen.add(at)) {
      at = uncut(at);
    }
    boolean earliestOfCycle = at == span && (seen.isEmpty() || span < seen.iterator().next());
    return earliestOfCycle ? -1 : uncut(span);
  }

  private int uncut(int index) {
    TestSpan span = spans.get(index);
    if (span.parentId() == 0) {
      return -1;
    }
    int twin = twin(index);
    if (twin >= 0 && span.kind() == SpanKind.SERVER.number()) {
      return twin;
    }
    int parent = first(span.parentId());
    if (parent >= 0 && spans.get(parent).kind() == SpanKind.CLIENT.number() && twin(parent) >= 0) {
      return twin(parent);
    }
    return parent;
  }

  private int first(long id) {
    for (int i = 0; i < spans.size(); i++) {
      if (spans.get(i).id() == id) {
        return i;
      }
    }
    return -1;
  }

  /// The other one of a client and a server span with one id.
  private int twin(int index) {
    int first = first(spans.get(index).id());
    for (int i = first + 1; i < spans.size(); i++) {
      Set<Integer> kinds = Set.of(spans.get(first).kind(), 10 + spans.get(i).kind());
      boolean pair = kinds.equals(Set.of(2, 13)) || kinds.equals(Set.of(3, 12));
      if (spans.get(i).id() == spans.get(index).id() && pair) {
        return index == first ? i : index == i ? first : -1;
      }
    }
    return -1;
  }
}
