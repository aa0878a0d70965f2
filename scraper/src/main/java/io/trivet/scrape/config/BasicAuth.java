package io.trivet.scrape.config;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;

/// User and password; each from here or from a file that is read for each request.
public record BasicAuth(
    @Default("") @Describe("User.") String username,
    @Default("") @Describe("File that holds the user.") String usernameFile,
    @Default("") @Describe("Password.") String password,
    @Default("") @Describe("File that holds the password.") String passwordFile) {

  /// Without the password.
  @Override
  public String toString() {
    return "BasicAuth[username=" + username + "]";
  }
}
