package io.trivet.core.label;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One condition on a label. An absent label has the value "". Regular expressions are RE2,
/// anchored at both ends, with `.` matching newlines, as in Prometheus 3 and Loki.
public final class LabelMatcher {
  /// The four operators, with their text in queries.
  public enum Op {
    EQUAL("="),
    NOT_EQUAL("!="),
    MATCHES("=~"),
    NOT_MATCHES("!~");

    public final String text;

    Op(String text) {
      this.text = text;
    }

    public boolean isRegex() {
      return this == MATCHES || this == NOT_MATCHES;
    }

    public boolean isNegative() {
      return this == NOT_EQUAL || this == NOT_MATCHES;
    }
  }

  private final String name;
  private final Op op;
  private final String value;
  private final @Nullable Regex regex;

  private LabelMatcher(String name, Op op, String value) {
    this.name = name;
    this.op = op;
    this.value = value;
    this.regex = op.isRegex() ? Regex.anchored(value) : null;
  }

  /// @throws RegexException when the operator takes a regular expression and the value is none
  public static LabelMatcher of(String name, Op op, String value) {
    return new LabelMatcher(name, op, value);
  }

  public static LabelMatcher equal(String name, String value) {
    return new LabelMatcher(name, Op.EQUAL, value);
  }

  public String name() {
    return name;
  }

  public Op op() {
    return op;
  }

  /// The text or the pattern after the operator.
  public String value() {
    return value;
  }

  /// The compiled pattern; null for = and !=.
  public @Nullable Regex regex() {
    return regex;
  }

  /// Whether a label with this value ("" when absent) satisfies the condition.
  public boolean matches(String labelValue) {
    boolean hit = regex == null ? value.equals(labelValue) : regex.matches(labelValue);
    return hit != op.isNegative();
  }

  public boolean matches(Labels labels) {
    return matches(labels.get(name));
  }

  /// Whether series without the label satisfy the condition.
  public boolean matchesEmpty() {
    return matches("");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LabelMatcher that
        && name.equals(that.name)
        && op == that.op
        && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, op, value);
  }

  /// The condition as it stands in a query: `name=~"value"`.
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    if (Labels.isPlainName(name)) {
      out.append(name);
    } else {
      Labels.quote(name, out);
    }
    out.append(op.text);
    Labels.quote(value, out);
    return out.toString();
  }
}
