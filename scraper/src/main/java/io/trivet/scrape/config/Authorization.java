package io.trivet.scrape.config;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;

/// The header `Authorization: TYPE CREDENTIALS`.
public record Authorization(
    @Default("Bearer") @Describe("Scheme; not Basic.") String type,
    @Default("") @Describe("Credentials.") String credentials,
    @Default("") @Describe("File that holds the credentials.") String credentialsFile) {

  /// Without the credentials.
  @Override
  public String toString() {
    return "Authorization[type=" + type + "]";
  }
}
