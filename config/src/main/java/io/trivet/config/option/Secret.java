package io.trivet.config.option;

/// A value which is never printed: not in logs, errors, status pages or the printed configuration.
public record Secret(String value) {
  @Override
  public String toString() {
    return "<secret>";
  }
}
