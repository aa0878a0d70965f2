package io.trivet.config.option;

import io.trivet.core.option.Describe;
import org.jspecify.annotations.Nullable;

/// The user name and password a listener asks for.
public record BasicAuthOptions(
    @Describe("User name that clients must give.") String username,
    @Describe("Password that clients must give; `password_file` keeps it out of this file.")
        @Nullable Secret password,
    @Describe("File whose first line is the password.") @Nullable String passwordFile) {
  public BasicAuthOptions {
    if (username.isEmpty() || username.indexOf(':') >= 0) {
      throw new IllegalArgumentException("`username` must not be empty nor contain a colon");
    }
    if (password != null && passwordFile != null) {
      throw new IllegalArgumentException("`password_file` and `password` exclude each other");
    }
    if (password == null && passwordFile == null) {
      throw new IllegalArgumentException("one of `password` and `password_file` is needed");
    }
  }
}
