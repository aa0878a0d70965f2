package io.trivet.core.rule;

import io.trivet.core.label.Regex;

/// A host with or without a port: `db1.example.org:9100`, `[::1]:9100`.
///
/// @param port "" when there is none
record HostPort(String host, String port, String text) {
  private static final Regex ADDRESS =
      Regex.anchored("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  /// Splits a text; one that has no port, or too many colons, is all host.
  static HostPort of(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return new HostPort(text, "", text);
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.indexOf(']') == host.length() - 1) {
      return new HostPort(host.substring(1, host.length() - 1), text.substring(colon + 1), text);
    }
    boolean plain = host.indexOf(':') < 0 && host.indexOf('[') < 0 && host.indexOf(']') < 0;
    return plain
        ? new HostPort(host, text.substring(colon + 1), text)
        : new HostPort(text, "", text);
  }

  /// The text with the first part of the host's name only; addresses stay as they are.
  String withoutDomain() {
    if (ADDRESS.matches(host)) {
      return text;
    }
    int dot = host.indexOf('.');
    String name = dot < 0 ? host : host.substring(0, dot);
    return port.isEmpty() ? name : name + ":" + port;
  }
}
