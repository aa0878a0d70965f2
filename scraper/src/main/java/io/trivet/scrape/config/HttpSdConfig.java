package io.trivet.scrape.config;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Targets listed by a server: JSON over HTTP.
public record HttpSdConfig(
    @Describe("Where the list is.") String url,
    @Default("60s") @Describe("How often it is fetched.") Duration refreshInterval,
    @Describe("User and password.") @Nullable BasicAuth basicAuth,
    @Describe("Authorization header.") @Nullable Authorization authorization,
    @Default("") @Describe("Bearer token.") String bearerToken,
    @Default("") @Describe("File that holds the bearer token.") String bearerTokenFile,
    @Describe("OAuth 2.0.") @Nullable OAuth2 oauth2,
    @Describe("TLS.") @Nullable TlsConfig tlsConfig,
    @Default("true") @Describe("Whether redirects are followed.") boolean followRedirects,
    @Default("true") @Describe("Whether HTTP/2 may be used.") boolean enableHttp2,
    @Default("") @Describe("Proxy.") String proxyUrl,
    @Default("") @Describe("Hosts reached without the proxy.") String noProxy,
    @Default("false") @Describe("Whether the proxy variables of the environment count.")
        boolean proxyFromEnvironment,
    @Describe("Headers for the proxy.") Map<String, HttpHeader> proxyConnectHeader,
    @Describe("Further request headers.") Map<String, HttpHeader> httpHeaders) {

  /// The keys about HTTP.
  public HttpClientOptions http() {
    return new HttpClientOptions(
        basicAuth,
        authorization,
        bearerToken,
        bearerTokenFile,
        oauth2,
        tlsConfig,
        followRedirects,
        enableHttp2,
        proxyUrl,
        noProxy,
        proxyFromEnvironment,
        proxyConnectHeader,
        httpHeaders);
  }

  void validate(String path, List<OptionProblem> problems) {
    URI uri = HttpClientOptions.uri(url);
    if (url.isEmpty()) {
      problems.add(new OptionProblem(path + ".url", "URL is missing"));
    } else if (uri == null) {
      problems.add(new OptionProblem(path + ".url", "host is missing in URL"));
    } else if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
      problems.add(new OptionProblem(path + ".url", "URL scheme must be 'http' or 'https'"));
    }
    if (refreshInterval.isZero() || refreshInterval.isNegative()) {
      problems.add(new OptionProblem(path + ".refresh_interval", "must be longer than 0"));
    }
    http().validate(path, problems);
  }
}
