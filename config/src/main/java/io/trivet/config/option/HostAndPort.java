package io.trivet.config.option;

import org.jspecify.annotations.Nullable;

/// An address to listen on, as `127.0.0.1:9090`, `[::1]:9090` or `:9090` for all interfaces.
public record HostAndPort(String host, int port) {
  /// The address a text means, null when it means none.
  public static @Nullable HostAndPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    String port = text.substring(colon + 1);
    boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
    boolean number =
        !port.isEmpty() && port.length() <= 5 && port.chars().allMatch(c -> c >= '0' && c <= '9');
    if (colon < 0 || !number || Integer.parseInt(port) > 65_535) {
      return null;
    }
    if (!bracketed && (host.indexOf(':') >= 0 || host.indexOf(' ') >= 0)) {
      return null;
    }
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    return new HostAndPort(bare.isEmpty() ? "0.0.0.0" : bare, Integer.parseInt(port));
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
