package io.trivet.core.rule;

import java.util.Locale;

/// How far an alert is, or the farthest of the alerts of a rule; later ones are farther.
public enum AlertState {
  /// Not yet evaluated.
  UNKNOWN,
  INACTIVE,
  /// Its element is there, not yet for long enough.
  PENDING,
  FIRING;

  /// `firing`
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
