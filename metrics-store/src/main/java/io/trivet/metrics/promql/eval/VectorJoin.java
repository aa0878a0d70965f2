package io.trivet.metrics.promql.eval;

import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.metrics.promql.ast.VectorMatching;
import io.trivet.metrics.promql.ast.VectorMatching.Cardinality;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.Series;
import io.trivet.metrics.promql.column.SeriesVector;
import io.trivet.metrics.promql.column.Steps;
import io.trivet.metrics.promql.column.Vector;
import io.trivet.metrics.promql.plan.Plan;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Arithmetic and comparisons between two vectors.
///
/// Series with the same signature form a match group; groups are worked on one by one, all steps at
/// once. In the words of this class the "many" side is the left one unless the matching says
/// one-to-many.
final class VectorJoin {
  private static final long GROUP_BYTES = 250;

  private final Evaluation evaluation;
  private final Plan.Binary binary;
  private final VectorMatching matching;
  private final Steps steps;
  private final boolean swapped;
  private final boolean dropsName;
  private final @Nullable Double fillMany;
  private final @Nullable Double fillOne;

  VectorJoin(Evaluation evaluation, Plan.Binary binary, Steps steps) {
    this.evaluation = evaluation;
    this.binary = binary;
    this.matching = Objects.requireNonNull(binary.matching());
    this.steps = steps;
    this.swapped = matching.cardinality() == Cardinality.ONE_TO_MANY;
    this.dropsName = binary.op().dropsName() || binary.returnBool();
    // Prometheus fills the "many" side with the left value, whichever side that is.
    this.fillMany = matching.fillLeft();
    this.fillOne = matching.fillRight();
  }

  /// The series of one signature.
  private record Group(Labels signature, List<Series> many, List<Series> one) {}

  Vector run(List<Series> left, List<Series> right) {
    List<Series> many = swapped ? right : left;
    List<Series> one = swapped ? left : right;
    Map<Labels, Group> groups = new LinkedHashMap<>();
    Signatures signatures = new Signatures(matching);
    for (Series series : many) {
      group(groups, signatures.of(series.labels())).many.add(series);
    }
    for (Series series : one) {
      group(groups, signatures.of(series.labels())).one.add(series);
    }
    BitSet steps = relevantSteps(many, one);
    JoinNotices notices = new JoinNotices(many, one);
    List<Group> ordered = new ArrayList<>(groups.values());
    int perTask = Math.max(1, 16 * 1024 / this.steps.count());
    List<@Nullable List<Series>> results = new ArrayList<>();
    int tasks = (ordered.size() + perTask - 1) / perTask;
    for (int i = 0; i < tasks; i++) {
      results.add(null);
    }
    evaluation
        .pool()
        .run(
            tasks,
            (task, scratch) -> {
              evaluation.context().check();
              List<Series> out = new ArrayList<>();
              int end = Math.min(ordered.size(), (task + 1) * perTask);
              for (int i = task * perTask; i < end; i++) {
                new GroupJoin(ordered.get(i), steps, notices).run(out);
              }
              results.set(task, out);
            });
    List<Series> all = new ArrayList<>();
    for (List<Series> result : results) {
      if (result != null) {
        all.addAll(result);
      }
    }
    notices.tell(evaluation.annotations());
    return new SeriesVector(this.steps, Names.merge(all, true));
  }

  private Group group(Map<Labels, Group> groups, Labels signature) {
    return groups.computeIfAbsent(
        signature,
        key -> {
          evaluation.context().check();
          evaluation.context().holdMemory(GROUP_BYTES + key.heapBytes());
          return new Group(key, new ArrayList<>(), new ArrayList<>());
        });
  }

  /// Steps at which there is something to match at all: elsewhere not even duplicates matter.
  private BitSet relevantSteps(List<Series> many, List<Series> one) {
    BitSet relevant = presence(many);
    if (fillMany != null || fillOne != null) {
      relevant.or(presence(one));
    } else {
      relevant.and(presence(one));
    }
    return relevant;
  }

  private BitSet presence(List<Series> series) {
    BitSet bits = new BitSet();
    for (Series one : series) {
      for (int step = bits.nextClearBit(0);
          step < steps.count();
          step = bits.nextClearBit(step + 1)) {
        if (one.column().isPresent(step)) {
          bits.set(step);
        }
      }
    }
    return bits;
  }

  /// One series that results, with the last step at which a pair gave it a value or was filtered
  /// out: a second pair there is an error.
  private static final class Result {
    final Column column;
    final boolean dropsName;
    int lastStep = -1;

    Result(Column column, boolean dropsName) {
      this.column = column;
      this.dropsName = dropsName;
    }
  }

  private final class GroupJoin {
    private final Group group;
    private final BitSet relevant;
    private final JoinNotices notices;
    private final Arithmetic arithmetic;
    private final Map<Labels, Result> results = new LinkedHashMap<>();
    private @Nullable Series cachedMany;
    private @Nullable Series cachedOne;
    private Labels cached = Labels.EMPTY;

    GroupJoin(Group group, BitSet relevant, JoinNotices notices) {
      this.group = group;
      this.notices = notices;
      this.relevant = relevant;
      this.arithmetic = new Arithmetic(binary.op(), binary.at());
    }

    void run(List<Series> out) {
      Series filler = new Series(group.signature, false, new Column(0));
      for (int step = relevant.nextSetBit(0); step >= 0; step = relevant.nextSetBit(step + 1)) {
        evaluation.context().check();
        Series one = oneAt(step);
        boolean matched = false;
        for (Series many : group.many) {
          if (many.column().isPresent(step)) {
            if (one != null) {
              matched |= combine(step, many, one, null, null, matched);
            } else if (fillOne != null) {
              matched |= combine(step, many, filler, null, fillOne, matched);
            }
          }
        }
        if (!matched && one != null && fillMany != null) {
          combine(step, filler, one, fillMany, null, false);
        }
      }
      results.forEach((labels, result) -> {
        if (!result.column.isEmpty()) {
          out.add(new Series(labels, result.dropsName, result.column));
        }
      });
    }

    private @Nullable Series oneAt(int step) {
      Series found = null;
      for (Series one : group.one) {
        if (one.column().isPresent(step)) {
          if (found != null) {
            throw duplicate(found, one);
          }
          found = one;
        }
      }
      return found;
    }

    private RuntimeException duplicate(Series a, Series b) {
      String x = a.labels().toString();
      String y = b.labels().toString();
      boolean inOrder = x.compareTo(y) <= 0;
      return Evaluator.failed(
          "found duplicate series for the match group "
              + group.signature
              + " on the "
              + (swapped ? "left" : "right")
              + " hand-side of the operation: ["
              + (inOrder ? x : y)
              + ", "
              + (inOrder ? y : x)
              + "];many-to-many matching not allowed: matching labels must be unique on one side");
    }

    /// Works on one pair. False if the operator has no result for such a pair, which then counts as
    /// not matched.
    private boolean combine(
        int step,
        Series many,
        Series one,
        @Nullable Double manyValue,
        @Nullable Double oneValue,
        boolean matched) {
      Column m = many.column();
      Column o = one.column();
      double manyFloat = manyValue == null ? m.values[step] : manyValue;
      var manyHistogram = manyValue == null ? m.histogram(step) : null;
      double oneFloat = oneValue == null ? o.values[step] : oneValue;
      var oneHistogram = oneValue == null ? o.histogram(step) : null;
      double value =
          swapped
              ? arithmetic.apply(oneFloat, oneHistogram, manyFloat, manyHistogram)
              : arithmetic.apply(manyFloat, manyHistogram, oneFloat, oneHistogram);
      if (arithmetic.notice != null) {
        notices.add(step, manyValue == null ? many : one, arithmetic.notice);
      }
      if (arithmetic.incompatible) {
        return false;
      }
      if (matching.cardinality() == Cardinality.ONE_TO_ONE && matched) {
        throw Evaluator.failed(
            "multiple matches for labels: many-to-one matching must be explicit"
                + " (group_left/group_right)");
      }
      Labels labels = labels(many, one);
      Result result = results.get(labels);
      if (result == null) {
        evaluation.context().check();
        evaluation.context().holdMemory(labels.heapBytes());
        result = new Result(evaluation.hold(steps.count()), !dropsName && many.dropsName());
        results.put(labels, result);
      }
      if (result.lastStep == step) {
        throw Evaluator.failed(
            "multiple matches for labels: grouping labels must ensure unique matches");
      }
      result.lastStep = step;
      boolean comparison = binary.op().isComparison();
      Column out = result.column;
      if (comparison && binary.returnBool()) {
        out.set(step, arithmetic.holds ? 1 : 0);
      } else if (comparison && !arithmetic.holds) {
        return true;
      } else if (comparison && swapped) {
        // A filter keeps the value of the left operand, which here is the "one" side.
        if (oneHistogram != null) {
          out.set(step, oneHistogram);
        } else {
          out.set(step, oneFloat);
        }
      } else if (arithmetic.histogram != null) {
        out.set(step, arithmetic.histogram);
      } else {
        out.set(step, value);
      }
      return true;
    }

    /// The labels of the result; those of the pair before are remembered.
    @SuppressWarnings("ReferenceEquality") // the very same series, not one with equal values
    private Labels labels(Series many, Series one) {
      if (cachedMany == many && cachedOne == one) {
        return cached;
      }
      Labels labels = dropsName ? Names.without(many.labels()) : many.labels();
      if (matching.cardinality() == Cardinality.ONE_TO_ONE) {
        labels = matching.on() ? labels.keep(matching.labels()) : labels.drop(matching.labels());
      }
      if (!matching.include().isEmpty()) {
        LabelsBuilder builder = new LabelsBuilder(labels);
        for (String name : matching.include()) {
          builder.set(name, one.labels().get(name));
        }
        labels = builder.build();
      }
      cachedMany = many;
      cachedOne = one;
      cached = labels;
      return labels;
    }
  }
}
