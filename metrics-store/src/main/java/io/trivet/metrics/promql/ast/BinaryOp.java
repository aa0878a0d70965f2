package io.trivet.metrics.promql.ast;

/// The binary operators, with their text and how tightly they bind.
public enum BinaryOp {
  OR("or", 1, Family.SET),
  AND("and", 2, Family.SET),
  UNLESS("unless", 2, Family.SET),
  EQUAL("==", 3, Family.COMPARISON),
  NOT_EQUAL("!=", 3, Family.COMPARISON),
  LESS("<", 3, Family.COMPARISON),
  LESS_EQUAL("<=", 3, Family.COMPARISON),
  GREATER(">", 3, Family.COMPARISON),
  GREATER_EQUAL(">=", 3, Family.COMPARISON),
  TRIM_UPPER("</", 3, Family.ARITHMETIC),
  TRIM_LOWER(">/", 3, Family.ARITHMETIC),
  ADD("+", 4, Family.ARITHMETIC),
  SUBTRACT("-", 4, Family.ARITHMETIC),
  MULTIPLY("*", 5, Family.ARITHMETIC),
  DIVIDE("/", 5, Family.ARITHMETIC),
  MODULO("%", 5, Family.ARITHMETIC),
  ATAN2("atan2", 5, Family.ARITHMETIC),
  POWER("^", 6, Family.ARITHMETIC);

  /// What kind of result an operator has.
  public enum Family {
    SET,
    COMPARISON,
    ARITHMETIC
  }

  /// Binding power of the signs `+` and `-` before an operand.
  public static final int SIGN_POWER = 5;

  public final String text;

  /// Higher binds tighter.
  public final int power;

  public final Family family;

  BinaryOp(String text, int power, Family family) {
    this.text = text;
    this.power = power;
    this.family = family;
  }

  public boolean isRightAssociative() {
    return this == POWER;
  }

  public boolean isSet() {
    return family == Family.SET;
  }

  /// Whether results are other values than the operands, so that the metric name no longer fits.
  public boolean dropsName() {
    return family == Family.ARITHMETIC && this != TRIM_UPPER && this != TRIM_LOWER;
  }

  public boolean isComparison() {
    return family == Family.COMPARISON;
  }
}
