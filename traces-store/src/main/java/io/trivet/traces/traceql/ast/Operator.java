package io.trivet.traces.traceql.ast;

/// The operators of TraceQL with their power (which binds tighter) in the grammar.
public enum Operator {
  AND("&&", 2, Kind.LOGICAL),
  OR("||", 2, Kind.LOGICAL),
  EQUAL("=", 3, Kind.COMPARISON),
  NOT_EQUAL("!=", 3, Kind.COMPARISON),
  LESS("<", 3, Kind.COMPARISON),
  LESS_EQUAL("<=", 3, Kind.COMPARISON),
  GREATER(">", 3, Kind.COMPARISON),
  GREATER_EQUAL(">=", 3, Kind.COMPARISON),
  MATCH("=~", 3, Kind.REGEX),
  NOT_MATCH("!~", 3, Kind.REGEX),
  DESCENDANT(">>", 3, Kind.STRUCTURAL),
  ANCESTOR("<<", 3, Kind.STRUCTURAL),
  SIBLING("~", 3, Kind.STRUCTURAL),
  NOT_CHILD("!>", 3, Kind.STRUCTURAL),
  NOT_PARENT("!<", 3, Kind.STRUCTURAL),
  NOT_DESCENDANT("!>>", 3, Kind.STRUCTURAL),
  NOT_ANCESTOR("!<<", 3, Kind.STRUCTURAL),
  UNION_CHILD("&>", 3, Kind.STRUCTURAL),
  UNION_PARENT("&<", 3, Kind.STRUCTURAL),
  UNION_DESCENDANT("&>>", 3, Kind.STRUCTURAL),
  UNION_ANCESTOR("&<<", 3, Kind.STRUCTURAL),
  UNION_SIBLING("&~", 3, Kind.STRUCTURAL),
  ADD("+", 4, Kind.ARITHMETIC),
  SUBTRACT("-", 4, Kind.ARITHMETIC),
  MULTIPLY("*", 6, Kind.ARITHMETIC),
  DIVIDE("/", 6, Kind.ARITHMETIC),
  MODULO("%", 6, Kind.ARITHMETIC),
  POWER("^", 7, Kind.ARITHMETIC);

  /// What an operator is for. `>` and `<` between spansets are structural, and `!~` between
  /// spansets is the negated sibling, though their kind says otherwise.
  public enum Kind {
    LOGICAL,
    COMPARISON,
    REGEX,
    STRUCTURAL,
    ARITHMETIC
  }

  private final String text;
  private final int power;
  private final Kind kind;

  Operator(String text, int power, Kind kind) {
    this.text = text;
    this.power = power;
    this.kind = kind;
  }

  public String text() {
    return text;
  }

  public int power() {
    return power;
  }

  public Kind kind() {
    return kind;
  }

  /// Whether it combines spansets: all structural ones, `&&`, `||`, `>`, `<` and `!~`.
  public boolean isForSpansets() {
    return kind == Kind.STRUCTURAL
        || kind == Kind.LOGICAL
        || this == LESS
        || this == GREATER
        || this == NOT_MATCH;
  }

  /// Whether the result of a field expression with it is a boolean.
  public boolean isBoolean() {
    return kind == Kind.LOGICAL || kind == Kind.COMPARISON || kind == Kind.REGEX;
  }

  /// The same comparison with its sides exchanged.
  public Operator mirrored() {
    return switch (this) {
      case LESS -> GREATER;
      case LESS_EQUAL -> GREATER_EQUAL;
      case GREATER -> LESS;
      case GREATER_EQUAL -> LESS_EQUAL;
      default -> this;
    };
  }
}
