package io.trivet.appliance.api.prometheus;

import java.util.List;

/// How URLs of targets read from other machines: those that name this machine by a name which only
/// it understands get the host of the external URL.
///
/// @param externalUrl of this server, "" when it has none
/// @param port of this server's own API, [#NO_PORT] when it is switched off
public record GlobalUrl(String externalUrl, int port) {
  public static final int NO_PORT = -1;

  private static final List<String> LOCAL = List.of("127.0.0.1", "localhost", "[::1]");
  private static final String SCHEME_END = "://";

  /// @param url of a target; without a port it stays as it is
  String of(String url) {
    int from = url.indexOf(SCHEME_END) + SCHEME_END.length();
    int end = authorityEnd(url, from);
    String authority = url.substring(from, end);
    int colon = portColon(authority);
    if (externalUrl.isEmpty() || colon < 0 || !LOCAL.contains(authority.substring(0, colon))) {
      return url;
    }
    String path = url.substring(end);
    int start = externalUrl.indexOf(SCHEME_END) + SCHEME_END.length();
    String external = externalUrl.substring(start, authorityEnd(externalUrl, start));
    String targetPort = authority.substring(colon);
    if (targetPort.equals(":" + port)) {
      return externalUrl.substring(0, start) + external + path;
    }
    int externalColon = portColon(external);
    String host = externalColon < 0 ? external : external.substring(0, externalColon);
    return url.substring(0, from) + host + targetPort + path;
  }

  private static int authorityEnd(String url, int from) {
    int end = from;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  /// Where the port begins, with its colon; -1 without one.
  private static int portColon(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? colon : -1;
  }
}
