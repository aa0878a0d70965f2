package io.trivet.scrape;

/// Takes a note of scrapes that failed. Safe for use from any thread.
@FunctionalInterface
public interface FailureLog {
  /// @param file as `scrape_failure_log_file` names it
  /// @param target URL of the scrape
  void failed(String file, String job, String target, String error);
}
