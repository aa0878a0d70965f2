package io.trivet.config.option;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One listening socket.
///
/// @param address null for the address of the server section
public record ListenerOptions(
    @Describe("Whether this listener is started.") @Default("true") boolean enabled,
    @Describe("Address to listen on, instead of `server.address`.") @Nullable String address,
    @Describe("Port to listen on; 0 picks a free one.") int port,
    @Describe("Further addresses with ports to listen on, as `127.0.0.1:9091`; not for gRPC.")
        List<String> moreAddresses,
    @Describe("TLS; plain text without it.") @Nullable TlsOptions tls,
    @Describe("User name and password; open to all without it.")
        @Nullable BasicAuthOptions basicAuth) {
  public ListenerOptions {
    moreAddresses = List.copyOf(moreAddresses);
    for (String text : moreAddresses) {
      if (HostAndPort.parse(text) == null) {
        throw new IllegalArgumentException(
            "`more_addresses` must hold addresses like 127.0.0.1:9091, not " + text);
      }
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("`port` must be from 0 to 65535, not " + port);
    }
  }
}
