package io.trivet.traces.traceql.eval;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.traces.SpanTable;
import io.trivet.traces.traceql.ast.Operator;
import io.trivet.traces.traceql.ast.Pipeline;
import io.trivet.traces.traceql.ast.Printer;
import io.trivet.traces.traceql.ast.ScalarExpr;
import io.trivet.traces.traceql.ast.SpansetExpr;
import io.trivet.traces.traceql.ast.Stage;
import io.trivet.traces.traceql.ast.Value;
import io.trivet.traces.traceql.result.NamedValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A pipeline made ready for one table: the conditions that see all spans have been applied to the
/// whole table, the rest runs trace by trace. Safe for use from any thread once made.
public final class PipelinePlan {
  private static final Spanset NOTHING = new Spanset(new BitSet(), List.of());

  private final TableView view;
  private final SpanTable table;
  private final FieldCompiler compiler;
  private final List<Step> steps;

  /// A stage of the pipeline, ready to run.
  private sealed interface Step {
    /// The first stage: sees the whole trace.
    record Source(SourceNode node) implements Step {}

    /// A later `{ }` alone.
    record Filter(RowTest test) implements Step {}

    /// A later spanset operation: its conditions see the spans of one spanset.
    record Within(SpansetExpr expr, IdentityHashMap<SpansetExpr.Filter, RowTest> tests)
        implements Step {}

    record Scalar(
        ScalarExpr.Aggregate aggregate,
        String name,
        @Nullable RowValue operand,
        Operator operator,
        Value limit)
        implements Step {}

    record Group(String name, RowValue key) implements Step {}

    record Coalesce() implements Step {}
  }

  /// An expression over the spans of a whole trace.
  private sealed interface SourceNode {
    /// @param rows rows of the table that pass, as bits
    record Matched(long[] rows) implements SourceNode {}

    record Combined(Operator operator, SourceNode left, SourceNode right) implements SourceNode {}

    record Nested(PipelinePlan plan) implements SourceNode {}
  }

  private PipelinePlan(TableView view, FieldCompiler compiler, List<Step> steps) {
    this.view = view;
    this.table = view.table();
    this.compiler = compiler;
    this.steps = steps;
  }

  /// Applies the conditions of the first stage to the table.
  ///
  /// @param uses of the whole query
  public static PipelinePlan of(
      Pipeline pipeline, TableView view, FieldUses uses, Parallel parallel) {
    return of(pipeline, view, new FieldCompiler(view, uses), parallel);
  }

  private static PipelinePlan of(
      Pipeline pipeline, TableView view, FieldCompiler compiler, Parallel parallel) {
    PipelinePlan plan = new PipelinePlan(view, compiler, new ArrayList<>());
    List<Stage> stages = pipeline.stages();
    int from = 0;
    if (stages.getFirst() instanceof Stage.Spansets(SpansetExpr expr, _)) {
      plan.steps.add(new Step.Source(plan.source(expr, parallel)));
      from = 1;
    } else {
      plan.steps.add(
          new Step.Source(
              new SourceNode.Matched(RowFilter.filter(view, RowTest.ALWAYS, parallel))));
    }
    for (Stage stage : stages.subList(from, stages.size())) {
      plan.addStep(stage);
    }
    return plan;
  }

  private SourceNode source(SpansetExpr expr, Parallel parallel) {
    return switch (expr) {
      case SpansetExpr.Filter filter ->
          new SourceNode.Matched(
              RowFilter.filter(view, compiler.filter(filter.condition()), parallel));
      case SpansetExpr.Operation operation ->
          new SourceNode.Combined(
              operation.operator(),
              source(operation.left(), parallel),
              source(operation.right(), parallel));
      case SpansetExpr.Nested nested ->
          new SourceNode.Nested(of(nested.pipeline(), view, compiler, parallel));
    };
  }

  private void addStep(Stage stage) {
    switch (stage) {
      case Stage.Spansets(SpansetExpr.Filter filter, _) ->
          steps.add(new Step.Filter(compiler.filter(filter.condition())));
      case Stage.Spansets(SpansetExpr expr, _) -> {
        IdentityHashMap<SpansetExpr.Filter, RowTest> tests = new IdentityHashMap<>();
        compileFilters(expr, tests);
        steps.add(new Step.Within(expr, tests));
      }
      case Stage.ScalarFilter filter -> {
        if (!(filter.left() instanceof ScalarExpr.Aggregate aggregate)
            || !(filter.right() instanceof ScalarExpr.Constant(Value limit, _))) {
          throw new IllegalStateException("not checked: " + filter);
        }
        steps.add(
            new Step.Scalar(
                aggregate,
                Printer.print(aggregate),
                aggregate.operand() == null ? null : compiler.expression(aggregate.operand()),
                filter.operator(),
                limit));
      }
      case Stage.GroupBy by ->
          steps.add(
              new Step.Group("by(" + Printer.print(by.key()) + ")", compiler.expression(by.key())));
      case Stage.Coalesce _ -> steps.add(new Step.Coalesce());
      case Stage.Select _ -> {}
    }
  }

  private void compileFilters(
      SpansetExpr expr, IdentityHashMap<SpansetExpr.Filter, RowTest> tests) {
    switch (expr) {
      case SpansetExpr.Filter filter -> tests.put(filter, compiler.filter(filter.condition()));
      case SpansetExpr.Operation operation -> {
        compileFilters(operation.left(), tests);
        compileFilters(operation.right(), tests);
      }
      case SpansetExpr.Nested nested ->
          throw new TrivetException(
              ErrorKind.BAD_DATA,
              "a pipeline in parentheses can only stand in the first stage: ("
                  + Printer.print(nested.pipeline())
                  + ")");
    }
  }

  /// The rows that pass, as bits, if the pipeline is nothing but conditions on single spans; null
  /// otherwise.
  public long @Nullable [] rows() {
    return steps.size() == 1
            && steps.getFirst() instanceof Step.Source(SourceNode.Matched(long[] rows))
        ? rows
        : null;
  }

  /// The rows of a table that pass one filter, as bits.
  public static long[] filter(
      SpansetExpr.Filter filter, TableView view, FieldUses uses, Parallel parallel) {
    RowTest test = new FieldCompiler(view, uses).filter(filter.condition());
    return RowFilter.filter(view, test, parallel);
  }

  /// Hands out the rows of a trace that are in some spanset at the end of the pipeline.
  public void forEachRow(int trace, IntConsumer visitor) {
    TraceTree tree = view.tree(trace);
    for (Spanset spanset : spansets(trace)) {
      spanset.spans().stream().forEach(index -> visitor.accept(tree.row(index)));
    }
  }

  /// The traces that may have a spanset; the others need not be looked at.
  public BitSet candidates() {
    return steps.getFirst() instanceof Step.Source(SourceNode node)
        ? candidates(node)
        : new BitSet();
  }

  private BitSet candidates(SourceNode node) {
    return switch (node) {
      case SourceNode.Nested(PipelinePlan plan) -> plan.candidates();
      case SourceNode.Matched(long[] rows) -> {
        BitSet traces = new BitSet(table.traces());
        for (int w = 0; w < rows.length; w++) {
          for (long rest = rows[w]; rest != 0; rest &= rest - 1) {
            traces.set(table.traceOf((w << 6) + Long.numberOfTrailingZeros(rest)));
          }
        }
        yield traces;
      }
      case SourceNode.Combined(Operator operator, SourceNode left, SourceNode right) -> {
        BitSet traces = candidates(right);
        switch (operator) {
          case OR -> traces.or(candidates(left));
          case NOT_CHILD, NOT_PARENT, NOT_DESCENDANT, NOT_ANCESTOR, NOT_MATCH -> {}
          default -> traces.and(candidates(left));
        }
        yield traces;
      }
    };
  }

  /// The spansets of a trace at the end of the pipeline, none if the trace is no result.
  public List<Spanset> spansets(int trace) {
    TraceTree tree = view.tree(trace);
    List<Spanset> spansets = List.of();
    for (Step step : steps) {
      spansets = run(step, tree, spansets);
      if (spansets.isEmpty()) {
        return spansets;
      }
    }
    return spansets;
  }

  private List<Spanset> run(Step step, TraceTree tree, List<Spanset> input) {
    return switch (step) {
      case Step.Source(SourceNode node) -> evaluate(node, tree);
      case Step.Filter(RowTest test) -> {
        List<Spanset> output = new ArrayList<>();
        for (Spanset spanset : input) {
          addUnlessEmpty(
              output, new Spanset(passing(test, tree, spanset.spans()), spanset.attributes()));
        }
        yield output;
      }
      case Step.Within within -> {
        List<Spanset> output = new ArrayList<>();
        for (Spanset spanset : input) {
          addUnlessEmpty(
              output,
              new Spanset(within(within.expr, within, tree, spanset), spanset.attributes()));
        }
        yield output;
      }
      case Step.Scalar scalar -> {
        List<Spanset> output = new ArrayList<>();
        for (Spanset spanset : input) {
          RowValue operand = scalar.operand == null ? _ -> Value.NIL : scalar.operand;
          Value value =
              Aggregates.apply(scalar.aggregate.function(), operand, tree, spanset.spans());
          if (Comparisons.compare(scalar.operator, value, scalar.limit)) {
            output.add(spanset.with(new NamedValue(scalar.name, value)));
          }
        }
        yield output;
      }
      case Step.Group(String name, RowValue key) -> {
        List<Spanset> output = new ArrayList<>();
        for (Spanset spanset : input) {
          group(name, key, tree, spanset, output);
        }
        yield output;
      }
      case Step.Coalesce() -> {
        BitSet all = new BitSet(tree.size());
        input.forEach(spanset -> all.or(spanset.spans()));
        yield List.of(new Spanset(all, List.of()));
      }
    };
  }

  private static void addUnlessEmpty(List<Spanset> spansets, Spanset spanset) {
    if (!spanset.spans().isEmpty()) {
      spansets.add(spanset);
    }
  }

  private static void group(
      String name, RowValue key, TraceTree tree, Spanset spanset, List<Spanset> output) {
    Map<Value, BitSet> groups = new LinkedHashMap<>();
    BitSet spans = spanset.spans();
    for (int i = spans.nextSetBit(0); i >= 0; i = spans.nextSetBit(i + 1)) {
      groups.computeIfAbsent(key.value(tree.row(i)), _ -> new BitSet(tree.size())).set(i);
    }
    groups.forEach((value, members) ->
        output.add(
            new Spanset(members, spanset.attributes())
                .with(
                    new NamedValue(
                        name, value instanceof Value.Nil ? new Value.Text("nil") : value))));
  }

  private static BitSet passing(RowTest test, TraceTree tree, BitSet spans) {
    BitSet passed = new BitSet(tree.size());
    for (int i = spans.nextSetBit(0); i >= 0; i = spans.nextSetBit(i + 1)) {
      if (test.test(tree.row(i))) {
        passed.set(i);
      }
    }
    return passed;
  }

  private BitSet within(SpansetExpr expr, Step.Within step, TraceTree tree, Spanset input) {
    return switch (expr) {
      case SpansetExpr.Filter filter ->
          passing(Objects.requireNonNull(step.tests.get(filter)), tree, input.spans());
      case SpansetExpr.Operation operation ->
          Structure.apply(
              operation.operator(),
              within(operation.left(), step, tree, input),
              within(operation.right(), step, tree, input),
              tree);
      case SpansetExpr.Nested _ -> new BitSet();
    };
  }

  private List<Spanset> evaluate(SourceNode node, TraceTree tree) {
    return switch (node) {
      case SourceNode.Matched(long[] rows) -> {
        BitSet spans = new BitSet(tree.size());
        for (int i = 0; i < tree.size(); i++) {
          int row = tree.row(i);
          if ((rows[row >>> 6] & 1L << row) != 0) {
            spans.set(i);
          }
        }
        yield spans.isEmpty() ? List.of() : List.of(new Spanset(spans, List.of()));
      }
      case SourceNode.Nested(PipelinePlan plan) ->
          tree.size() == 0 ? List.of() : plan.spansets(table.traceOf(tree.row(0)));
      case SourceNode.Combined(Operator operator, SourceNode left, SourceNode right) -> {
        BitSet spans =
            Structure.apply(operator, one(evaluate(left, tree)), one(evaluate(right, tree)), tree);
        yield spans.isEmpty() ? List.of() : List.of(new Spanset(spans, List.of()));
      }
    };
  }

  private static BitSet one(List<Spanset> spansets) {
    if (spansets.size() > 1) {
      throw new TrivetException(
          ErrorKind.BAD_DATA,
          "spanset operators are not supported for multiple spansets per trace: "
              + "add | coalesce() after by()");
    }
    return spansets.isEmpty() ? NOTHING.spans() : spansets.getFirst().spans();
  }
}
