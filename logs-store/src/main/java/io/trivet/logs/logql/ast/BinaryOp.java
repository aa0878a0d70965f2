package io.trivet.logs.logql.ast;

/// Binary operators with their precedence; a higher power binds tighter.
public enum BinaryOp {
  OR("or", 1),
  AND("and", 2),
  UNLESS("unless", 2),
  EQUAL("==", 3),
  NOT_EQUAL("!=", 3),
  LESS("<", 3),
  LESS_OR_EQUAL("<=", 3),
  GREATER(">", 3),
  GREATER_OR_EQUAL(">=", 3),
  ADD("+", 4),
  SUBTRACT("-", 4),
  MULTIPLY("*", 5),
  DIVIDE("/", 5),
  MODULO("%", 5),
  POWER("^", 6);

  public final String text;
  public final int power;

  BinaryOp(String text, int power) {
    this.text = text;
    this.power = power;
  }

  public boolean isRightAssociative() {
    return this == POWER;
  }

  public boolean isSet() {
    return power <= 2;
  }

  public boolean isComparison() {
    return power == 3;
  }

  /// Result of an arithmetic operator; of a comparison 1 or 0. Division and remainder by zero give
  /// NaN, as Loki has it.
  public double apply(double left, double right) {
    return switch (this) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> right == 0 ? Double.NaN : left / right;
      case MODULO -> right == 0 ? Double.NaN : left % right;
      case POWER -> Math.pow(left, right);
      case EQUAL -> left == right ? 1 : 0;
      case NOT_EQUAL -> left != right ? 1 : 0;
      case LESS -> left < right ? 1 : 0;
      case LESS_OR_EQUAL -> left <= right ? 1 : 0;
      case GREATER -> left > right ? 1 : 0;
      case GREATER_OR_EQUAL -> left >= right ? 1 : 0;
      case OR, AND, UNLESS -> throw new IllegalArgumentException(text + " works on sets");
    };
  }
}
