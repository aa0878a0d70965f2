package io.trivet.config.option;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import org.jspecify.annotations.Nullable;

/// One listening socket.
///
/// @param address null for the address of the server section
public record ListenerOptions(
    @Describe("Whether this listener is started.") @Default("true") boolean enabled,
    @Describe("Address to listen on, instead of `server.address`.") @Nullable String address,
    @Describe("Port to listen on; 0 picks a free one.") int port,
    @Describe("TLS; plain text without it.") @Nullable TlsOptions tls,
    @Describe("User name and password; open to all without it.")
        @Nullable BasicAuthOptions basicAuth) {
  public ListenerOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("`port` must be from 0 to 65535, not " + port);
    }
  }
}
