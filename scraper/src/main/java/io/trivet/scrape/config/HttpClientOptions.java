package io.trivet.scrape.config;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How to talk HTTP to a target or a discovery server. In YAML these keys stand directly in the
/// section which uses them.
public record HttpClientOptions(
    @Describe("User and password.") @Nullable BasicAuth basicAuth,
    @Describe("Authorization header.") @Nullable Authorization authorization,
    @Default("") @Describe("Bearer token.") String bearerToken,
    @Default("") @Describe("File that holds the bearer token.") String bearerTokenFile,
    @Describe("OAuth 2.0.") @Nullable OAuth2 oauth2,
    @Describe("TLS.") @Nullable TlsConfig tlsConfig,
    @Default("true") @Describe("Whether redirects are followed.") boolean followRedirects,
    @Default("true") @Describe("Whether HTTP/2 may be used, over TLS.") boolean enableHttp2,
    @Default("") @Describe("Proxy.") String proxyUrl,
    @Default("") @Describe("Hosts reached without the proxy.") String noProxy,
    @Default("false") @Describe("Whether the proxy variables of the environment count.")
        boolean proxyFromEnvironment,
    @Describe("Headers for the proxy; only Proxy-Authorization is sent.")
        Map<String, HttpHeader> proxyConnectHeader,
    @Describe("Further request headers.") Map<String, HttpHeader> httpHeaders) {

  private static final Set<String> RESERVED =
      Set.of(
          "authorization",
          "host",
          "content-encoding",
          "content-length",
          "content-type",
          "user-agent",
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "www-authenticate",
          "accept-encoding",
          "x-prometheus-scrape-timeout-seconds");

  public HttpClientOptions {
    proxyConnectHeader = Map.copyOf(proxyConnectHeader);
    httpHeaders = Map.copyOf(httpHeaders);
  }

  /// Plain HTTP that follows redirects.
  public static HttpClientOptions defaults() {
    return new HttpClientOptions(
        null, null, "", "", null, null, true, true, "", "", false, Map.of(), Map.of());
  }

  /// Adds what is wrong.
  public void validate(String path, List<OptionProblem> problems) {
    int bearer = (bearerToken.isEmpty() ? 0 : 1) + (bearerTokenFile.isEmpty() ? 0 : 1);
    if (bearer > 1) {
      problems.add(
          new OptionProblem(
              path, "at most one of bearer_token & bearer_token_file must be configured"));
    }
    if (bearer > 0 && (basicAuth != null || oauth2 != null)) {
      problems.add(
          new OptionProblem(
              path,
              "at most one of basic_auth, oauth2, bearer_token & bearer_token_file must be"
                  + " configured"));
    }
    if (authorization != null) {
      authorizationProblems(authorization, bearer, path, problems);
    } else if (basicAuth != null && oauth2 != null) {
      problems.add(
          new OptionProblem(
              path, "at most one of basic_auth, oauth2 & authorization must be configured"));
    }
    if (basicAuth != null) {
      basicAuthProblems(basicAuth, path, problems);
    }
    if (oauth2 != null) {
      oauth2Problems(oauth2, path + ".oauth2", problems);
    }
    if (tlsConfig != null) {
      tlsConfig.validate(path + ".tls_config", problems);
    }
    proxyProblems(proxyUrl, noProxy, proxyFromEnvironment, path, problems);
    for (String name : proxyConnectHeader.keySet()) {
      if (!name.equalsIgnoreCase("Proxy-Authorization")) {
        problems.add(
            new OptionProblem(
                path + ".proxy_connect_header",
                "only Proxy-Authorization can be sent to proxies, not \"" + name + "\""));
      }
    }
    for (String name : httpHeaders.keySet()) {
      if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
        problems.add(
            new OptionProblem(
                path + ".http_headers",
                "setting header \"" + name + "\" is not allowed: it is set by other options"));
      }
    }
  }

  private void authorizationProblems(
      Authorization header, int bearer, String path, List<OptionProblem> problems) {
    if (bearer > 0) {
      problems.add(
          new OptionProblem(
              path, "authorization is not compatible with bearer_token & bearer_token_file"));
    }
    if (basicAuth != null || oauth2 != null) {
      problems.add(
          new OptionProblem(
              path, "at most one of basic_auth, oauth2 & authorization must be configured"));
    }
    if (!header.credentials().isEmpty() && !header.credentialsFile().isEmpty()) {
      problems.add(
          new OptionProblem(
              path + ".authorization",
              "at most one of authorization credentials & credentials_file must be configured"));
    }
    if (header.type().trim().equalsIgnoreCase("basic")) {
      problems.add(
          new OptionProblem(
              path + ".authorization.type",
              "authorization type cannot be set to \"basic\", use \"basic_auth\" instead"));
    }
  }

  private static void basicAuthProblems(BasicAuth auth, String path, List<OptionProblem> problems) {
    if (!auth.username().isEmpty() && !auth.usernameFile().isEmpty()) {
      problems.add(
          new OptionProblem(
              path + ".basic_auth",
              "at most one of basic_auth username & username_file must be configured"));
    }
    if (!auth.password().isEmpty() && !auth.passwordFile().isEmpty()) {
      problems.add(
          new OptionProblem(
              path + ".basic_auth",
              "at most one of basic_auth password & password_file must be configured"));
    }
  }

  private static void oauth2Problems(OAuth2 oauth2, String path, List<OptionProblem> problems) {
    if (oauth2.clientId().isEmpty()) {
      problems.add(new OptionProblem(path + ".client_id", "oauth2 client_id must be configured"));
    }
    if (oauth2.tokenUrl().isEmpty()) {
      problems.add(new OptionProblem(path + ".token_url", "oauth2 token_url must be configured"));
    } else if (uri(oauth2.tokenUrl()) == null) {
      problems.add(new OptionProblem(path + ".token_url", "is no URL: " + oauth2.tokenUrl()));
    }
    if (!oauth2.clientSecret().isEmpty() && !oauth2.clientSecretFile().isEmpty()) {
      problems.add(
          new OptionProblem(
              path, "at most one of oauth2 client_secret & client_secret_file must be configured"));
    }
    if (!oauth2.grantType().equals("client_credentials")) {
      problems.add(
          new OptionProblem(
              path + ".grant_type",
              "grant type \""
                  + oauth2.grantType()
                  + "\" is not available, only client_credentials"));
    }
    TlsConfig tls = oauth2.tlsConfig();
    if (tls != null) {
      tls.validate(path + ".tls_config", problems);
    }
    proxyProblems(
        oauth2.proxyUrl(), oauth2.noProxy(), oauth2.proxyFromEnvironment(), path, problems);
  }

  private static void proxyProblems(
      String url, String without, boolean environment, String path, List<OptionProblem> problems) {
    if (!url.isEmpty() && environment) {
      problems.add(
          new OptionProblem(
              path, "if proxy_from_environment is configured, proxy_url must not be configured"));
    }
    if (environment && !without.isEmpty()) {
      problems.add(
          new OptionProblem(
              path, "if proxy_from_environment is configured, no_proxy must not be configured"));
    }
    if (url.isEmpty() && !without.isEmpty()) {
      problems.add(
          new OptionProblem(path, "if no_proxy is configured, proxy_url must also be configured"));
    }
    URI proxy = url.isEmpty() ? null : uri(url);
    if (!url.isEmpty() && (proxy == null || !"http".equals(proxy.getScheme()))) {
      problems.add(
          new OptionProblem(path + ".proxy_url", "must be an http:// URL of a proxy: " + url));
    }
  }

  /// The absolute URL with a host that a text means, null if it means none.
  static @Nullable URI uri(String text) {
    try {
      URI uri = URI.create(text);
      return uri.getScheme() == null || uri.getHost() == null ? null : uri;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
