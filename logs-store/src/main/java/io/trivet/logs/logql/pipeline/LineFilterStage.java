package io.trivet.logs.logql.pipeline;

import io.trivet.logs.logql.ast.Stage;
import io.trivet.logs.logql.text.AddressRange;
import io.trivet.logs.logql.text.CapturePattern;
import io.trivet.logs.logql.text.LineMatcher;
import java.util.ArrayList;
import java.util.List;

/// A line filter: keeps the entry when any operand matches its line; with a negative operator when
/// none does.
final class LineFilterStage implements RunnableStage {
  private final List<LineMatcher> matchers;
  private final boolean negative;

  /// @throws PipelineException if an operand is not valid
  LineFilterStage(Stage.LineFilter filter) {
    this.negative = filter.op().isNegative();
    List<LineMatcher> compiled = new ArrayList<>();
    for (Stage.LineOperand operand : filter.operands()) {
      compiled.add(matcher(filter.op(), operand));
    }
    this.matchers = compiled;
  }

  private static LineMatcher matcher(Stage.LineOp op, Stage.LineOperand operand) {
    if (operand.ip()) {
      if (op != Stage.LineOp.CONTAINS && op != Stage.LineOp.NOT_CONTAINS) {
        throw new PipelineException("ip: invalid operation; ip() goes with |= and != only");
      }
      return new LineMatcher.Address(address(operand.text()));
    }
    return switch (op) {
      case CONTAINS, NOT_CONTAINS -> LineMatcher.contains(operand.text());
      case MATCHES, NOT_MATCHES -> LineMatcher.regex(operand.text());
      case PATTERN, NOT_PATTERN -> CapturePattern.forLineFilter(operand.text());
    };
  }

  static AddressRange address(String pattern) {
    AddressRange range = AddressRange.parse(pattern);
    if (range == null) {
      throw new PipelineException(
          "ip: invalid pattern: \"" + pattern + "\"; an address, a-b or a prefix is expected");
    }
    return range;
  }

  List<LineMatcher> matchers() {
    return matchers;
  }

  boolean isNegative() {
    return negative;
  }

  boolean test(byte[] bytes, int from, int to) {
    for (LineMatcher matcher : matchers) {
      if (matcher.matches(bytes, from, to)) {
        return !negative;
      }
    }
    return negative;
  }

  @Override
  public boolean run(EntryState entry) {
    return test(entry.line(), entry.from(), entry.to());
  }
}
