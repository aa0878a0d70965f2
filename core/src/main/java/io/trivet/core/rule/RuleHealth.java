package io.trivet.core.rule;

/// How the last evaluation of a rule went.
public enum RuleHealth {
  /// Not yet evaluated.
  UNKNOWN("unknown"),
  GOOD("ok"),
  BAD("err");

  private final String text;

  RuleHealth(String text) {
    this.text = text;
  }

  /// `ok`
  @Override
  public String toString() {
    return text;
  }
}
