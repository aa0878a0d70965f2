package io.trivet.config.problem;

import org.jspecify.annotations.Nullable;

/// One finding about a configuration.
///
/// @param text what was written there, cut to 80 characters; never a secret
/// @param message what is wrong with it, in lower case, without a full stop
/// @param suggestion what to write or do instead, null when nothing can be guessed
public record Problem(
    Severity severity,
    Position position,
    String text,
    String message,
    @Nullable String suggestion) {
  private static final int MAX_TEXT = 80;

  public Problem {
    text = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT - 3) + "..." : text;
  }

  /// Whether a configuration with this finding can be used.
  public enum Severity {
    /// Understood, without effect.
    NOTICE,
    ERROR
  }

  /// `trivet.yaml:3:5: error: unknown key "prot"; did you mean "port"?`
  @Override
  public String toString() {
    return position
        + ": "
        + (severity == Severity.ERROR ? "error" : "notice")
        + ": "
        + message
        + (suggestion == null ? "" : "; " + suggestion);
  }
}
