package io.trivet.scrape.config;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// OAuth 2.0 with client credentials.
public record OAuth2(
    @Default("") @Describe("Client id.") String clientId,
    @Default("") @Describe("Client secret.") String clientSecret,
    @Default("") @Describe("File that holds the client secret.") String clientSecretFile,
    @Describe("Scopes to ask for.") List<String> scopes,
    @Default("") @Describe("Where tokens are given.") String tokenUrl,
    @Describe("Further parameters of the token request.") Map<String, String> endpointParams,
    @Default("client_credentials") @Describe("Grant type; only client_credentials works.")
        String grantType,
    @Describe("TLS to the token endpoint.") @Nullable TlsConfig tlsConfig,
    @Default("") @Describe("Proxy to the token endpoint.") String proxyUrl,
    @Default("") @Describe("Hosts reached without the proxy.") String noProxy,
    @Default("false") @Describe("Whether the proxy variables of the environment count.")
        boolean proxyFromEnvironment) {

  public OAuth2 {
    scopes = List.copyOf(scopes);
    endpointParams = Map.copyOf(endpointParams);
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "OAuth2[clientId=" + clientId + ", tokenUrl=" + tokenUrl + "]";
  }
}
