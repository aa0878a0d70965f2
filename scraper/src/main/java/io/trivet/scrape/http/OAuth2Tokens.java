package io.trivet.scrape.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.scrape.config.HttpClientOptions;
import io.trivet.scrape.config.OAuth2;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/// Gets tokens by client credentials (RFC 6749, section 4.4) and keeps each until shortly before it
/// ends.
final class OAuth2Tokens {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration EARLY = Duration.ofSeconds(10);
  private static final int LARGEST_ANSWER = 1 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final OAuth2 options;
  private final FileSource files;
  private final HttpClients clients;
  private final InstantSource clock;
  private String token = "";
  private Instant end = Instant.MIN;

  OAuth2Tokens(OAuth2 options, FileSource files, Executor executor, InstantSource clock) {
    this.options = options;
    this.files = files;
    this.clock = clock;
    HttpClientOptions http =
        new HttpClientOptions(
            null,
            null,
            "",
            "",
            null,
            options.tlsConfig(),
            false,
            true,
            options.proxyUrl(),
            options.noProxy(),
            options.proxyFromEnvironment(),
            Map.of(),
            Map.of());
    this.clients = new HttpClients(http, files, executor);
  }

  synchronized String current() throws IOException {
    if (!clock.instant().isBefore(end)) {
      fetch();
    }
    return token;
  }

  private void fetch() throws IOException {
    Map<String, String> form = new LinkedHashMap<>(options.endpointParams());
    form.put("grant_type", "client_credentials");
    if (!options.scopes().isEmpty()) {
      form.put("scope", String.join(" ", options.scopes()));
    }
    String secret =
        options.clientSecretFile().isEmpty()
            ? options.clientSecret()
            : files.read(options.clientSecretFile()).strip();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(options.tokenUrl()))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header(
                "Authorization", Credentials.basic(encoded(options.clientId()), encoded(secret)))
            .POST(HttpRequest.BodyPublishers.ofString(body(form)))
            .build();
    try {
      HttpResponse<InputStream> response =
          clients.current().send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream stream = response.body()) {
        if (response.statusCode() / 100 != 2) {
          throw new FetchException("oauth2: token endpoint answered " + response.statusCode());
        }
        take(JSON.readTree(stream.readNBytes(LARGEST_ANSWER)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FetchException("oauth2: interrupted", e);
    }
  }

  private void take(JsonNode answer) throws FetchException {
    String given = answer.path("access_token").asText("");
    if (given.isEmpty()) {
      throw new FetchException("oauth2: the answer holds no access_token");
    }
    long seconds = answer.path("expires_in").asLong(0);
    token = given;
    end =
        seconds > 0
            ? clock.instant().plusSeconds(Math.min(seconds, 1L << 40)).minus(EARLY)
            : Instant.MAX;
  }

  private static String body(Map<String, String> form) {
    return form.entrySet().stream()
        .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  void close() {
    clients.close();
  }
}
