package io.trivet.logs.logql.pipeline;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.text.GoNumber;
import io.trivet.core.time.DurationText;
import io.trivet.logs.logql.ast.Comparison;
import io.trivet.logs.logql.ast.LabelFilter;
import io.trivet.logs.logql.text.AddressRange;
import io.trivet.logs.logql.text.ByteSizeText;
import java.nio.charset.StandardCharsets;

/// A label filter ready to run. A value that cannot be converted keeps the entry and marks it with
/// an error, unless it has one already.
@SuppressWarnings("AvoidCommonTypeNames") // named as in LabelFilter
sealed interface Condition {
  String LABEL_FILTER_ERROR = "LabelFilterErr";

  boolean test(EntryState entry);

  /// @throws PipelineException if an address pattern is not valid
  static Condition of(LabelFilter filter) {
    return switch (filter) {
      case LabelFilter.Text text -> new Text(text.matcher());
      case LabelFilter.Ip ip ->
          new Ip(ip.label(), ip.negated(), LineFilterStage.address(ip.pattern()));
      case LabelFilter.Number number ->
          new Number(number.label(), number.comparison(), number.value());
      case LabelFilter.Duration duration ->
          new Duration(duration.label(), duration.comparison(), duration.nanos());
      case LabelFilter.Bytes bytes -> new Bytes(bytes.label(), bytes.comparison(), bytes.bytes());
      case LabelFilter.And and -> new And(of(and.left()), of(and.right()));
      case LabelFilter.Or or -> new Or(of(or.left()), of(or.right()));
    };
  }

  record Text(LabelMatcher matcher) implements Condition {
    @Override
    public boolean test(EntryState entry) {
      if (matcher.name().equals(EntryState.ERROR)) {
        return matcher.matches(entry.error());
      }
      String value = entry.get(matcher.name());
      return matcher.matches(value == null ? "" : value);
    }
  }

  record Ip(String label, boolean negated, AddressRange range) implements Condition {
    @Override
    public boolean test(EntryState entry) {
      if (entry.hasError()) {
        return true;
      }
      String value = entry.get(label);
      if (value == null) {
        return false;
      }
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      return range.foundIn(bytes, 0, bytes.length) != negated;
    }
  }

  record Number(String label, Comparison comparison, double wanted) implements Condition {
    @Override
    public boolean test(EntryState entry) {
      String value = entry.get(label);
      if (value == null) {
        return false;
      }
      Double number = GoNumber.parse(value);
      if (number == null) {
        entry.firstError(LABEL_FILTER_ERROR, GoNumber.problem(value));
        return true;
      }
      return comparison.test(number, wanted);
    }
  }

  record Duration(String label, Comparison comparison, long wanted) implements Condition {
    @Override
    public boolean test(EntryState entry) {
      String value = entry.get(label);
      if (value == null) {
        return false;
      }
      Long nanos = DurationText.parseGo(value);
      if (nanos == null) {
        entry.firstError(LABEL_FILTER_ERROR, GoNumber.durationProblem(value));
        return true;
      }
      return comparison.test((long) nanos, wanted);
    }
  }

  record Bytes(String label, Comparison comparison, long wanted) implements Condition {
    @Override
    public boolean test(EntryState entry) {
      String value = entry.get(label);
      if (value == null) {
        return false;
      }
      long bytes = ByteSizeText.parse(value);
      if (bytes < 0) {
        entry.firstError(LABEL_FILTER_ERROR, ByteSizeText.problem(value, bytes));
        return true;
      }
      return comparison.test(bytes, wanted);
    }
  }

  /// Both sides are evaluated, so that errors of both are seen.
  record And(Condition left, Condition right) implements Condition {
    @Override
    public boolean test(EntryState entry) {
      boolean l = left.test(entry);
      boolean r = right.test(entry);
      return l && r;
    }
  }

  record Or(Condition left, Condition right) implements Condition {
    @Override
    public boolean test(EntryState entry) {
      return left.test(entry) || right.test(entry);
    }
  }
}
