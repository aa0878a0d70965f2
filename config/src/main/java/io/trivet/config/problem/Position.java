package io.trivet.config.problem;

/// Where a setting was written.
///
/// @param source name of the file, environment variable or command line option
/// @param line from 1; 0 when the source has no lines
/// @param column from 1, in characters; 0 when the source has no lines
public record Position(String source, int line, int column) {

  /// A source without lines: `TRIVET_LOG_LEVEL`, `--set log.level=debug`.
  public static Position of(String source) {
    return new Position(source, 0, 0);
  }

  /// `trivet.yaml:3:5`, or the source alone.
  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line + ":" + column;
  }
}
