package io.trivet.scrape.http;

import io.trivet.scrape.config.HttpClientOptions;
import io.trivet.scrape.config.HttpHeader;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Which requests go through which proxy, and what they say to it.
///
/// Source: `proxy_url`, `no_proxy` and `proxy_from_environment` of Prometheus' HTTP client, which
/// follows the Go package `httpproxy`.
final class Proxies {
  static {
    // The JDK sends no passwords to a proxy for tunnels unless told so, once, before first use.
    String key = "jdk.http.auth.tunneling.disabledSchemes";
    if (System.getProperty(key) == null) {
      System.setProperty(key, "");
    }
  }

  private final @Nullable URI forHttp;
  private final @Nullable URI forHttps;
  private final List<String> direct;
  private final boolean loopbackIsDirect;
  private final String authorization;

  private Proxies(
      @Nullable URI forHttp,
      @Nullable URI forHttps,
      List<String> direct,
      boolean loopbackIsDirect,
      String authorization) {
    this.forHttp = forHttp;
    this.forHttps = forHttps;
    this.direct = direct;
    this.loopbackIsDirect = loopbackIsDirect;
    this.authorization = authorization;
  }

  /// @param environment gives a variable, null if it is not set
  static Proxies of(HttpClientOptions options, UnaryOperator<@Nullable String> environment) {
    String authorization = authorization(options.proxyConnectHeader());
    if (options.proxyFromEnvironment()) {
      return new Proxies(
          uri(variable(environment, "HTTP_PROXY")),
          uri(variable(environment, "HTTPS_PROXY")),
          patterns(variable(environment, "NO_PROXY")),
          true,
          authorization);
    }
    URI proxy = uri(options.proxyUrl());
    List<String> direct = patterns(options.noProxy());
    return new Proxies(proxy, proxy, direct, !direct.isEmpty(), authorization);
  }

  private static String authorization(Map<String, HttpHeader> headers) {
    for (Map.Entry<String, HttpHeader> header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase("Proxy-Authorization")) {
        List<String> values = header.getValue().values();
        return values.isEmpty() ? String.join("", header.getValue().secrets()) : values.getFirst();
      }
    }
    return "";
  }

  private static String variable(UnaryOperator<@Nullable String> environment, String name) {
    String value = environment.apply(name);
    value = value == null ? environment.apply(name.toLowerCase(Locale.ROOT)) : value;
    return value == null ? "" : value;
  }

  private static @Nullable URI uri(String text) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      URI uri = URI.create(text.contains("://") ? text : "http://" + text);
      return uri.getHost() == null ? null : uri;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static List<String> patterns(String text) {
    return text.isBlank()
        ? List.of()
        : List.of(text.strip().toLowerCase(Locale.ROOT).split("[, ]+"));
  }

  /// The proxy of a URL, null for none.
  @Nullable URI proxyOf(URI url) {
    URI proxy = "https".equals(url.getScheme()) ? forHttps : forHttp;
    return proxy == null || isDirect(url) ? null : proxy;
  }

  /// Puts what the proxy of a URL wants to know onto a request.
  void apply(URI url, HttpRequest.Builder request) {
    URI proxy = proxyOf(url);
    if (proxy == null) {
      return;
    }
    String user = proxy.getRawUserInfo();
    if (!authorization.isEmpty()) {
      request.setHeader("Proxy-Authorization", authorization);
    } else if (user != null) {
      int colon = user.indexOf(':');
      request.setHeader(
          "Proxy-Authorization",
          Credentials.basic(
              decoded(colon < 0 ? user : user.substring(0, colon)),
              colon < 0 ? "" : decoded(user.substring(colon + 1))));
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /// The selector for the client of the JDK.
  ProxySelector selector() {
    return new ProxySelector() {
      @Override
      public List<Proxy> select(URI url) {
        URI proxy = proxyOf(url);
        if (proxy == null) {
          return List.of(Proxy.NO_PROXY);
        }
        int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
        return List.of(
            new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port)));
      }

      @Override
      public void connectFailed(URI url, SocketAddress address, IOException e) {
        // The fetch reports it.
      }
    };
  }

  private boolean isDirect(URI url) {
    String host = url.getHost().toLowerCase(Locale.ROOT);
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    byte[] ip = ip(bare);
    if (loopbackIsDirect
        && (bare.equals("localhost")
            || ip != null && (ip.length == 4 ? ip[0] == 127 : bare.equals("::1")))) {
      return true;
    }
    int port = url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
    return direct.stream().anyMatch(pattern -> matches(pattern, bare, ip, port));
  }

  private static boolean matches(String pattern, String host, byte @Nullable [] ip, int port) {
    if (pattern.equals("*")) {
      return true;
    }
    int slash = pattern.indexOf('/');
    if (slash >= 0) {
      return ip != null && isIn(ip, pattern.substring(0, slash), pattern.substring(slash + 1));
    }
    String name = pattern;
    int colon = pattern.lastIndexOf(':');
    if (colon >= 0 && (colon == pattern.indexOf(':') || pattern.startsWith("["))) {
      String end = pattern.substring(colon + 1);
      if (!end.endsWith("]")) {
        if (!end.equals(Integer.toString(port))) {
          return false;
        }
        name = pattern.substring(0, colon);
      }
    }
    if (name.startsWith("[") && name.endsWith("]")) {
      name = name.substring(1, name.length() - 1);
    }
    String domain = name.startsWith("*.") ? name.substring(1) : name;
    if (domain.isEmpty()) {
      return false;
    }
    return domain.startsWith(".")
        ? host.endsWith(domain)
        : host.equals(domain) || ip == null && host.endsWith("." + domain);
  }

  private static boolean isIn(byte[] ip, String network, String bits) {
    byte[] base = ip(network);
    try {
      int length = Integer.parseInt(bits);
      if (base == null || base.length != ip.length || length < 0 || length > 8 * ip.length) {
        return false;
      }
      int shift = 8 * ip.length - length;
      return new BigInteger(1, ip)
          .shiftRight(shift)
          .equals(new BigInteger(1, base).shiftRight(shift));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /// The bytes of an address that is written as such; null for a name, which is never looked up.
  private static byte @Nullable [] ip(String host) {
    boolean isAddress =
        host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    try {
      return isAddress && !host.isEmpty() ? InetAddress.ofLiteral(host).getAddress() : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
