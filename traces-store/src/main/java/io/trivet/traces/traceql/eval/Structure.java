package io.trivet.traces.traceql.eval;

import io.trivet.traces.traceql.ast.Operator;
import java.util.BitSet;

/// The operators between two sets of spans of one trace. What remains are spans of the right side,
/// with the union operators also those of the left side they stand in relation to.
final class Structure {
  private Structure() {}

  static BitSet apply(Operator operator, BitSet left, BitSet right, TraceTree tree) {
    return switch (operator) {
      case AND -> left.isEmpty() || right.isEmpty() ? new BitSet() : union(left, right);
      case OR -> union(left, right);
      case GREATER -> intersection(right, tree.childrenOf(left));
      case LESS -> intersection(right, tree.parentsOf(left));
      case DESCENDANT -> intersection(right, tree.descendantsOf(left));
      case ANCESTOR -> intersection(right, tree.ancestorsOf(left));
      case SIBLING -> intersection(right, tree.siblingsOf(left));
      case NOT_CHILD -> difference(right, tree.childrenOf(left));
      case NOT_PARENT -> difference(right, tree.parentsOf(left));
      case NOT_DESCENDANT -> difference(right, tree.descendantsOf(left));
      case NOT_ANCESTOR -> difference(right, tree.ancestorsOf(left));
      case NOT_MATCH -> difference(right, tree.siblingsOf(left));
      case UNION_CHILD ->
          union(
              intersection(right, tree.childrenOf(left)),
              intersection(left, tree.parentsOf(right)));
      case UNION_PARENT ->
          union(
              intersection(right, tree.parentsOf(left)),
              intersection(left, tree.childrenOf(right)));
      case UNION_DESCENDANT ->
          union(
              intersection(right, tree.descendantsOf(left)),
              intersection(left, tree.ancestorsOf(right)));
      case UNION_ANCESTOR ->
          union(
              intersection(right, tree.ancestorsOf(left)),
              intersection(left, tree.descendantsOf(right)));
      case UNION_SIBLING ->
          union(
              intersection(right, tree.siblingsOf(left)),
              intersection(left, tree.siblingsOf(right)));
      case EQUAL,
          NOT_EQUAL,
          LESS_EQUAL,
          GREATER_EQUAL,
          MATCH,
          ADD,
          SUBTRACT,
          MULTIPLY,
          DIVIDE,
          MODULO,
          POWER ->
          throw new IllegalStateException("no operator of spansets: " + operator);
    };
  }

  private static BitSet union(BitSet a, BitSet b) {
    BitSet result = (BitSet) a.clone();
    result.or(b);
    return result;
  }

  private static BitSet intersection(BitSet a, BitSet b) {
    BitSet result = (BitSet) a.clone();
    result.and(b);
    return result;
  }

  private static BitSet difference(BitSet a, BitSet b) {
    BitSet result = (BitSet) a.clone();
    result.andNot(b);
    return result;
  }
}
