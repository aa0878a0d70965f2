package io.trivet.scrape.http;

import io.trivet.scrape.config.Authorization;
import io.trivet.scrape.config.BasicAuth;
import io.trivet.scrape.config.HttpClientOptions;
import io.trivet.scrape.config.HttpHeader;
import io.trivet.scrape.config.OAuth2;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Puts the credentials and the user's headers on requests. Files are read for each request.
final class Credentials {
  private final HttpClientOptions options;
  private final FileSource files;
  private final @Nullable OAuth2Tokens tokens;

  Credentials(HttpClientOptions options, FileSource files, Executor executor, InstantSource clock) {
    this.options = options;
    this.files = files;
    OAuth2 oauth2 = options.oauth2();
    this.tokens = oauth2 == null ? null : new OAuth2Tokens(oauth2, files, executor, clock);
  }

  void apply(HttpRequest.Builder request) throws IOException {
    for (Map.Entry<String, HttpHeader> header : options.httpHeaders().entrySet()) {
      HttpHeader values = header.getValue();
      values.values().forEach(value -> request.header(header.getKey(), value));
      values.secrets().forEach(value -> request.header(header.getKey(), value));
      for (String file : values.files()) {
        request.header(header.getKey(), files.read(file).strip());
      }
    }
    String authorization = authorization();
    if (!authorization.isEmpty()) {
      request.setHeader("Authorization", authorization);
    }
  }

  private String authorization() throws IOException {
    BasicAuth basic = options.basicAuth();
    if (basic != null) {
      return basic(
          secret(basic.username(), basic.usernameFile()),
          secret(basic.password(), basic.passwordFile()));
    }
    Authorization own = options.authorization();
    if (own != null) {
      String credentials = secret(own.credentials(), own.credentialsFile());
      return credentials.isEmpty() ? "" : own.type().strip() + " " + credentials;
    }
    if (tokens != null) {
      return "Bearer " + tokens.current();
    }
    String bearer = secret(options.bearerToken(), options.bearerTokenFile());
    return bearer.isEmpty() ? "" : "Bearer " + bearer;
  }

  private String secret(String text, String file) throws IOException {
    return file.isEmpty() ? text : files.read(file).strip();
  }

  static String basic(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  void close() {
    if (tokens != null) {
      tokens.close();
    }
  }
}
