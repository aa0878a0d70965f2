package io.trivet.metrics.promql.eval;

import com.google.re2j.Matcher;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Expansion;
import io.trivet.core.label.Labels;
import io.trivet.core.label.Regex;
import io.trivet.core.label.RegexException;
import io.trivet.metrics.promql.column.Series;
import io.trivet.metrics.promql.column.SeriesVector;
import io.trivet.metrics.promql.column.Vector;
import io.trivet.metrics.promql.column.WrappedVector;
import io.trivet.metrics.promql.plan.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// `label_replace` and `label_join`.
final class LabelFunctions {
  private static final long SERIES_BYTES = 100;

  /// Longest value that is made: some series share it, and all are in an answer.

  private final Evaluator evaluator;

  private final Plan.Call call;

  LabelFunctions(Evaluator evaluator, Plan.Call call) {
    this.evaluator = evaluator;
    this.call = call;
  }

  static String text(Plan plan) {
    return plan instanceof Plan.Text(String value, var _) ? value : "";
  }

  private String text(int index) {
    return text(call.args().get(index));
  }

  /// Whether a text is a label name: any valid Unicode but the empty text.
  static boolean isLabelName(String name) {
    return !name.isEmpty()
        && name.codePoints()
            .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  Vector apply(Vector vector) {
    boolean replace = call.function().equals("label_replace");
    String destination = text(1);
    if (!isLabelName(destination)) {
      throw Evaluator.failed(
          "invalid destination label name in " + call.function() + "(): " + destination);
    }
    UnaryOperator<Labels> change = replace ? replacing(destination) : joining(destination);
    int size = vector.size();
    Evaluation evaluation = evaluator.evaluation();
    evaluation.context().holdMemory(8L * size);
    Labels[] labels = new Labels[size];
    boolean[] drops = new boolean[size];
    Set<Labels> seen = new HashSet<>();
    boolean collides = false;
    for (int i = 0; i < size; i++) {
      evaluation.context().check();
      Labels before = vector.labels(i);
      labels[i] = change.apply(before);
      evaluation.context().holdMemory(SERIES_BYTES + labels[i].heapBytes());
      drops[i] =
          vector.dropsName(i)
              && !(destination.equals(Labels.METRIC_NAME) && !labels[i].equals(before));
      collides |= !seen.add(labels[i]);
    }
    Vector relabeled = new Relabeled(vector, labels, drops);
    if (!collides) {
      return relabeled;
    }
    List<Series> merged = Names.merge(new Collector(evaluation).collect(relabeled), true);
    return new SeriesVector(vector.steps(), merged);
  }

  private UnaryOperator<Labels> joining(String destination) {
    String separator = text(2);
    List<String> sources = new ArrayList<>();
    for (int i = 3; i < call.args().size(); i++) {
      String source = text(i);
      if (!isLabelName(source)) {
        throw Evaluator.failed("invalid source label name in label_join(): " + source);
      }
      sources.add(source);
    }
    return labels -> labels.with(destination, joined(labels, separator, sources));
  }

  private static String joined(Labels labels, String separator, List<String> sources) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < sources.size(); i++) {
      out.append(i == 0 ? "" : separator).append(labels.get(sources.get(i)));
      checkLength(out);
    }
    return out.toString();
  }

  private static void checkLength(StringBuilder value) {
    if (value.length() > Expansion.MAX_CHARS) {
      throw tooLong();
    }
  }

  private static TrivetException tooLong() {
    return Evaluator.failed("label value is longer than " + Expansion.MAX_CHARS + " characters");
  }

  private UnaryOperator<Labels> replacing(String destination) {
    Expansion expansion = new Expansion(text(2));
    String source = text(3);
    Regex regex;
    try {
      regex = Regex.anchored(text(4));
    } catch (RegexException e) {
      throw Evaluator.failed("invalid regular expression in label_replace(): " + text(4));
    }
    Map<String, String> known = new HashMap<>();
    Function<String, String> replacement = value -> expand(regex, value, expansion);
    return labels -> {
      String value = labels.get(source);
      if (!regex.matches(value)) {
        return labels;
      }
      return labels.with(destination, known.computeIfAbsent(value, replacement));
    };
  }

  private static String expand(Regex regex, String value, Expansion expansion) {
    Matcher matcher = regex.matcher(value);
    String expanded = matcher.matches() ? expansion.expand(matcher) : "";
    if (expanded == null) {
      throw tooLong();
    }
    return expanded;
  }

  private static final class Relabeled extends WrappedVector {
    private final Labels[] labels;
    private final boolean[] drops;

    Relabeled(Vector inner, Labels[] labels, boolean[] drops) {
      super(inner);
      this.labels = labels;
      this.drops = drops;
    }

    @Override
    public Labels labels(int index) {
      return labels[index];
    }

    @Override
    public String label(int index, String name) {
      return labels[index].get(name);
    }

    @Override
    public boolean dropsName(int index) {
      return drops[index];
    }
  }
}
