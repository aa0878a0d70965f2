package io.trivet.metrics.promql;

import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.metrics.MetricsQuerier;
import io.trivet.metrics.histogram.HistogramText;
import io.trivet.metrics.histogram.MutableHistogram;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.metrics.promql.ast.AtModifier;
import io.trivet.metrics.promql.ast.Expr;
import io.trivet.metrics.promql.column.Column;
import io.trivet.metrics.promql.column.FloatText;
import io.trivet.metrics.promql.function.Signature;
import io.trivet.metrics.promql.parser.PromqlParser;
import io.trivet.metrics.promql.parser.PromqlPrinter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One `eval` of a test script: the query and what is expected of it.
final class ScriptEval {
  private static final Pattern EXPECT =
      Pattern.compile(
          "expect\\s+(fail|warn|info|no_warn|no_info|ordered)(?:\\s+(msg|regex):(.*))?");
  private static final Pattern VECTOR_RANGE =
      Pattern.compile("expect\\s+range vector\\s+from\\s+(\\S+)\\s+to\\s+(\\S+)\\s+step\\s+(\\S+)");

  String query = "";
  long start;
  long end;

  /// 0 for an instant query.
  long step;

  private boolean ordered;
  private boolean fails;
  private @Nullable Predicate<String> failure;
  private String failureText = "";
  private final Map<String, List<Predicate<String>>> wanted = new TreeMap<>();
  private final Map<String, List<String>> wantedTexts = new TreeMap<>();
  private @Nullable Double scalar;
  private @Nullable String text;
  private long @Nullable [] vectorRange;
  private final Map<Labels, List<SeriesText.@Nullable Value>> series = new LinkedHashMap<>();

  void mode(@Nullable String mode) {
    switch (mode == null ? "" : mode) {
      case "fail" -> fails = true;
      case "ordered" -> ordered = true;
      case "warn", "info" -> annotation(Objects.requireNonNull(mode), s -> true, "any");
      default -> {}
    }
  }

  private void annotation(String kind, Predicate<String> test, String description) {
    wanted.computeIfAbsent(kind, _ -> new ArrayList<>()).add(test);
    wantedTexts.computeIfAbsent(kind, _ -> new ArrayList<>()).add(description);
  }

  void expect(String line) {
    Matcher vector = VECTOR_RANGE.matcher(line);
    if (vector.matches()) {
      vectorRange =
          new long[] {
            PromqlScript.millis(vector.group(1)),
            PromqlScript.millis(vector.group(2)),
            PromqlScript.millis(vector.group(3))
          };
      return;
    }
    if (line.startsWith("expect string")) {
      text =
          ((Expr.StringLiteral) PromqlParser.parse(line.substring("expect string".length()).trim()))
              .value();
      return;
    }
    if (line.startsWith("expected_fail_message")) {
      String message = line.substring("expected_fail_message".length()).trim();
      failure = message::equals;
      failureText = message;
      return;
    }
    if (line.startsWith("expected_fail_regexp")) {
      failureText = line.substring("expected_fail_regexp".length()).trim();
      failure = Pattern.compile(failureText).asPredicate();
      return;
    }
    Matcher match = EXPECT.matcher(line);
    if (match.matches()) {
      expectation(match);
      return;
    }
    if (line.matches("[+-]?(?:\\d\\S*|\\.\\d\\S*|(?i:inf|nan))")) {
      scalar = SeriesText.number(line);
      return;
    }
    SeriesText parsed = SeriesText.parse(line);
    series.put(parsed.labels(), parsed.values());
  }

  private void expectation(Matcher match) {
    String body = match.group(3) == null ? "" : match.group(3).trim();
    Predicate<String> test =
        match.group(2) == null
            ? s -> true
            : match.group(2).equals("msg") ? body::equals : Pattern.compile(body).asPredicate();
    switch (match.group(1)) {
      case "ordered" -> ordered = true;
      case "fail" -> {
        fails = true;
        failure = test;
        failureText = body;
      }
      case "no_warn" -> wanted.putIfAbsent("warn", new ArrayList<>());
      case "no_info" -> wanted.putIfAbsent("info", new ArrayList<>());
      default -> annotation(match.group(1), test, body);
    }
  }

  /// Runs evals against a storage, in all the ways a result must come out the same.
  static final class Runner {
    private final MetricsQuerier storage;
    private final PromqlEngine engine =
        new PromqlEngine(new PromqlOptions(300_000, 60_000, true, false, true));

    Runner(MetricsQuerier storage) {
      this.storage = storage;
    }

    void run(ScriptEval eval) {
      if (eval.step > 0) {
        eval.check(
            eval.query, false, c -> range(eval.query, eval.start, eval.end, eval.step, c), null);
        return;
      }
      instant(eval, eval.query, eval.start);
      Expr expr = PromqlParser.parse(eval.query);
      if (dependsOnTime(expr)) {
        return;
      }
      String pinned = PromqlPrinter.print(pin(expr, eval.start));
      long t = eval.start;
      long[] times =
          t == 0 ? new long[] {-1000, 0, 1000} : new long[] {-10 * t, 0, t / 5, t, 10 * t};
      for (long time : times) {
        instant(eval, pinned, time);
      }
    }

    private void instant(ScriptEval eval, String query, long time) {
      eval.check(
          query + " @" + time,
          eval.vectorRange != null,
          c -> engine.instant(storage, query, time, 0, c),
          null);
      if (!eval.ordered
          && eval.vectorRange == null
          && eval.text == null
          && !Pattern.compile("(start|end|range|step)\\(\\)").matcher(eval.query).find()) {
        eval.check(
            query + " in a range around " + time,
            false,
            c -> range(query, time - 60_000, time + 60_000, 60_000, c),
            time);
      }
    }

    private QueryResult range(String query, long start, long end, long step, QueryContext context) {
      return engine.range(storage, query, start, end, step, 0, context);
    }

    private static boolean dependsOnTime(Expr expr) {
      return switch (expr) {
        case Expr.NumberLiteral _,
            Expr.StringLiteral _,
            Expr.VectorSelector _,
            Expr.MatrixSelector _ ->
            false;
        case Expr.Subquery subquery -> dependsOnTime(subquery.expr());
        case Expr.Call call ->
            Objects.requireNonNull(Signature.of(call.function())).isTimeDependent()
                || call.args().stream().anyMatch(Runner::dependsOnTime);
        case Expr.Aggregation aggregation ->
            dependsOnTime(aggregation.expr())
                || aggregation.parameter() != null && dependsOnTime(aggregation.parameter());
        case Expr.Binary binary -> dependsOnTime(binary.left()) || dependsOnTime(binary.right());
        case Expr.Unary unary -> dependsOnTime(unary.expr());
        case Expr.Paren paren -> dependsOnTime(paren.expr());
      };
    }

    /// The expression with `@ time` wherever it has none.
    private static Expr pin(Expr expr, long time) {
      AtModifier at = new AtModifier.Timestamp(time);
      return switch (expr) {
        case Expr.NumberLiteral _, Expr.StringLiteral _ -> expr;
        case Expr.VectorSelector s -> pin(s, at);
        case Expr.MatrixSelector m ->
            new Expr.MatrixSelector(
                pin(m.selector(), at), m.range(), m.anchored(), m.smoothed(), m.at());
        case Expr.Subquery s ->
            s.atTime() != null
                ? s
                : new Expr.Subquery(s.expr(), s.range(), s.step(), s.offset(), at, s.at());
        case Expr.Call c ->
            new Expr.Call(
                c.function(),
                c.args().stream().map(arg -> pin(arg, time)).toList(),
                c.type(),
                c.at());
        case Expr.Aggregation a ->
            new Expr.Aggregation(
                a.op(),
                pin(a.expr(), time),
                a.parameter() == null ? null : pin(a.parameter(), time),
                a.grouping(),
                a.without(),
                a.at());
        case Expr.Binary b ->
            new Expr.Binary(
                b.op(),
                pin(b.left(), time),
                pin(b.right(), time),
                b.matching(),
                b.returnBool(),
                b.opAt(),
                b.at());
        case Expr.Unary u -> new Expr.Unary(u.negative(), pin(u.expr(), time), u.at());
        case Expr.Paren p -> new Expr.Paren(pin(p.expr(), time), p.at());
      };
    }

    private static Expr.VectorSelector pin(Expr.VectorSelector s, AtModifier at) {
      return s.atTime() != null
          ? s
          : new Expr.VectorSelector(
              s.name(), s.matchers(), s.offset(), at, s.anchored(), s.smoothed(), s.at());
    }
  }

  private interface Query {
    QueryResult run(QueryContext context);
  }

  private void check(String how, boolean asRange, Query run, @Nullable Long middle) {
    QueryContext context = QueryContext.unbounded();
    QueryResult result;
    try {
      result = run.run(context);
    } catch (TrivetException e) {
      if (!fails) {
        throw new AssertionError(how + ": failed: " + e.getMessage(), e);
      }
      if (failure != null && !failure.test(e.reason())) {
        throw new AssertionError(
            how + ": failed with «" + e.reason() + "», expected «" + failureText + "»", e);
      }
      return;
    }
    if (fails) {
      throw new AssertionError(how + ": expected to fail, but got " + describe(result));
    }
    annotations(how, "warn", context.warnings());
    annotations(how, "info", context.infos());
    compare(how, result, asRange, middle);
  }

  private void annotations(String how, String kind, List<String> got) {
    List<Predicate<String>> tests = wanted.get(kind);
    if (tests == null) {
      return;
    }
    List<String> texts = wantedTexts.getOrDefault(kind, List.of());
    boolean allFound = tests.stream().allMatch(test -> got.stream().anyMatch(test));
    boolean allWanted = got.stream().allMatch(one -> tests.stream().anyMatch(t -> t.test(one)));
    if (!allFound || !allWanted) {
      throw new AssertionError(how + ": expected " + kind + " " + texts + ", got " + got);
    }
  }

  private void compare(String how, QueryResult result, boolean asRange, @Nullable Long middle) {
    switch (result) {
      case QueryResult.Scalar(long _, double value) -> expectScalar(how, value);
      case QueryResult.Text(long _, String value) -> {
        if (!value.equals(text)) {
          throw new AssertionError(how + ": got «" + value + "», expected «" + text + "»");
        }
      }
      case QueryResult.Vector(long _, var samples) -> {
        Map<Labels, Map<Long, SeriesText.Value>> got = new LinkedHashMap<>();
        for (QueryResult.Sample s : samples) {
          got.put(s.labels(), Map.of(0L, new SeriesText.Value(s.value(), s.histogram(), false)));
        }
        if (got.size() != samples.size()) {
          throw new AssertionError(how + ": repeated labels in " + describe(result));
        }
        compare(how, got, new long[] {0, 0, 1});
        if (ordered && !List.copyOf(got.keySet()).equals(List.copyOf(series.keySet()))) {
          throw new AssertionError(
              how + ": got in order " + got.keySet() + ", expected " + series.keySet());
        }
      }
      case QueryResult.Matrix(var rows) -> {
        Map<Labels, Map<Long, SeriesText.Value>> got = points(rows);
        if (middle != null) {
          got.values().forEach(points -> points.keySet().retainAll(List.of(middle)));
          got.values().removeIf(Map::isEmpty);
          if (scalar != null) {
            expectScalar(
                how, Objects.requireNonNull(got.values().iterator().next().get(middle)).number());
            return;
          }
          compare(how, got, new long[] {middle, middle, 1});
        } else if (asRange && vectorRange != null) {
          compare(how, got, vectorRange);
        } else {
          compare(how, got, new long[] {start, end, step});
        }
      }
    }
  }

  private void expectScalar(String how, double value) {
    if (scalar == null || !near(value, scalar)) {
      throw new AssertionError(how + ": got " + value + ", expected " + scalar);
    }
  }

  private static Map<Labels, Map<Long, SeriesText.Value>> points(List<QueryResult.Series> rows) {
    Map<Labels, Map<Long, SeriesText.Value>> got = new LinkedHashMap<>();
    for (QueryResult.Series row : rows) {
      Map<Long, SeriesText.Value> points = new TreeMap<>();
      for (int i = 0; i < row.values().length; i++) {
        points.put(row.timestampsMs()[i], new SeriesText.Value(row.values()[i], null, false));
      }
      for (int i = 0; i < row.histograms().length; i++) {
        points.put(
            row.histogramTimestampsMs()[i], new SeriesText.Value(0, row.histograms()[i], false));
      }
      if (got.put(row.labels(), points) != null) {
        throw new AssertionError("repeated labels " + row.labels());
      }
    }
    return got;
  }

  private void compare(String how, Map<Labels, Map<Long, SeriesText.Value>> got, long[] times) {
    Map<Labels, Map<Long, SeriesText.Value>> expected = new LinkedHashMap<>();
    series.forEach((labels, values) -> {
      Map<Long, SeriesText.Value> points = new TreeMap<>();
      for (int i = 0; i < values.size(); i++) {
        SeriesText.Value value = values.get(i);
        if (value != null) {
          points.put(times[0] + i * times[2], value);
        }
      }
      expected.put(labels, points);
    });
    boolean same = got.keySet().equals(expected.keySet());
    for (Map.Entry<Labels, Map<Long, SeriesText.Value>> entry : expected.entrySet()) {
      Map<Long, SeriesText.Value> points = got.getOrDefault(entry.getKey(), Map.of());
      same &= points.keySet().equals(entry.getValue().keySet());
      for (Map.Entry<Long, SeriesText.Value> point : entry.getValue().entrySet()) {
        SeriesText.Value value = points.get(point.getKey());
        same &= value != null && equal(value, point.getValue());
      }
    }
    if (!same) {
      throw new AssertionError(
          how + "\n      got      " + describe(got) + "\n      expected " + describe(expected));
    }
  }

  private static boolean equal(SeriesText.Value got, SeriesText.Value expected) {
    NativeHistogram wanted = expected.histogram();
    NativeHistogram found = got.histogram();
    if (wanted == null || found == null) {
      return wanted == null && found == null && near(got.number(), expected.number());
    }
    if (expected.hinted() && wanted.resetHint != found.resetHint) {
      return false;
    }
    NativeHistogram a = new MutableHistogram(found).build();
    NativeHistogram b = new MutableHistogram(wanted).build();
    return a.schema == b.schema
        && a.zeroThreshold == b.zeroThreshold
        && near(a.zeroCount, b.zeroCount)
        && near(a.count, b.count)
        && near(a.sum, b.sum)
        && Arrays.equals(a.positiveSpans, b.positiveSpans)
        && Arrays.equals(a.negativeSpans, b.negativeSpans)
        && near(a.positiveBuckets, b.positiveBuckets)
        && near(a.negativeBuckets, b.negativeBuckets)
        && Arrays.equals(a.customBounds, b.customBounds);
  }

  private static boolean near(double[] a, double[] b) {
    boolean near = a.length == b.length;
    for (int i = 0; near && i < a.length; i++) {
      near = near(a[i], b[i]);
    }
    return near;
  }

  private static boolean near(double a, double b) {
    if (Column.isAbsent(a) || Column.isAbsent(b)) {
      return Column.isAbsent(a) && Column.isAbsent(b);
    }
    if (a == b || Double.isNaN(a) && Double.isNaN(b)) {
      return true;
    }
    double sum = Math.abs(a) + Math.abs(b);
    double difference = Math.abs(a - b);
    if (a == 0 || b == 0 || sum < Double.MIN_NORMAL) {
      return difference < 1e-6 * Double.MIN_NORMAL;
    }
    return difference / Math.min(sum, Double.MAX_VALUE) < 1e-6;
  }

  private static String describe(QueryResult result) {
    return switch (result) {
      case QueryResult.Scalar(long _, double value) -> Double.toString(value);
      case QueryResult.Text(long _, String value) -> value;
      case QueryResult.Vector(long _, var samples) -> samples.toString();
      case QueryResult.Matrix(var rows) -> describe(points(rows));
    };
  }

  private static String describe(Map<Labels, Map<Long, SeriesText.Value>> series) {
    StringBuilder out = new StringBuilder();
    series.forEach((labels, points) -> {
      out.append(labels).append(" [");
      points.forEach((time, value) ->
          out.append(time / 1000.0).append("s: ").append(describe(value)).append("; "));
      out.append("] ");
    });
    return out.toString();
  }

  private static String describe(SeriesText.Value value) {
    NativeHistogram h = value.histogram();
    return h == null
        ? FloatText.general(value.number())
        : h.resetHint
            + " schema "
            + h.schema
            + " zero "
            + h.zeroThreshold
            + " bounds "
            + Arrays.toString(h.customBounds)
            + HistogramText.of(h, FloatText::general);
  }
}
