package io.trivet.metrics.promql.eval;

import io.trivet.core.label.Labels;
import io.trivet.metrics.promql.ast.BinaryOp;
import io.trivet.metrics.promql.ast.VectorMatching;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.Series;
import io.trivet.metrics.promql.column.SeriesVector;
import io.trivet.metrics.promql.column.Steps;
import io.trivet.metrics.promql.column.Vector;
import io.trivet.metrics.promql.plan.Plan;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `and`, `or`, `unless`: which elements stay is decided by their partners, step by step.
final class SetOperation {
  private static final long PARTNER_BYTES = 120;

  private final Evaluation evaluation;
  private final BinaryOp op;
  private final Signatures signatures;
  private final Steps steps;

  SetOperation(Evaluation evaluation, Plan.Binary binary, Steps steps) {
    VectorMatching matching = Objects.requireNonNull(binary.matching());
    this.evaluation = evaluation;
    this.op = binary.op();
    this.signatures = new Signatures(matching);
    this.steps = steps;
  }

  Vector run(List<Series> left, List<Series> right) {
    List<Series> out = new ArrayList<>();
    if (op == BinaryOp.OR) {
      out.addAll(left);
      keep(right, presence(left), false, out);
    } else {
      keep(left, presence(right), op == BinaryOp.AND, out);
    }
    return new SeriesVector(steps, Names.merge(out, true));
  }

  /// At which steps there is an element, by signature.
  private Map<Labels, BitSet> presence(List<Series> series) {
    Map<Labels, BitSet> presence = new HashMap<>();
    for (Series one : series) {
      Labels signature = signatures.of(one.labels());
      BitSet bits = presence.get(signature);
      if (bits == null) {
        evaluation.context().check();
        evaluation.context().holdMemory(PARTNER_BYTES + signature.heapBytes() + steps.count() / 8);
        bits = new BitSet();
        presence.put(signature, bits);
      }
      for (int step = 0; step < steps.count(); step++) {
        if (one.column().isPresent(step)) {
          bits.set(step);
        }
      }
    }
    return presence;
  }

  private void keep(
      List<Series> series, Map<Labels, BitSet> partners, boolean withPartner, List<Series> out) {
    for (Series one : series) {
      evaluation.context().check();
      BitSet partner = partners.get(signatures.of(one.labels()));
      Column kept = keep(one.column(), partner, withPartner);
      if (kept == one.column()) {
        out.add(one);
      } else if (kept != null) {
        evaluation.holdSeries(Labels.EMPTY, kept);
        out.add(new Series(one.labels(), one.dropsName(), kept));
      }
    }
  }

  private @Nullable Column keep(Column column, @Nullable BitSet partner, boolean withPartner) {
    if (partner == null) {
      return withPartner ? null : column;
    }
    Column kept = column.duplicate();
    for (int step = 0; step < column.count; step++) {
      if (partner.get(step) != withPartner) {
        kept.remove(step);
      }
    }
    return kept.isEmpty() ? null : kept;
  }
}
