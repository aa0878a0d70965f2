package io.trivet.scrape.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The HTTP part of an endpoint of a monitor, with the secrets it refers to, as keys of a scrape
/// job.
final class MonitorHttp {
  private final Secrets secrets;
  private final boolean fileAccess;

  /// @param fileAccess whether files of this server may be named
  MonitorHttp(Secrets secrets, boolean fileAccess) {
    this.secrets = secrets;
    this.fileAccess = fileAccess;
  }

  /// Adds the keys to a job.
  ///
  /// @throws IOException if a secret is not there or a file is named that must not be
  void add(JsonNode endpoint, Map<String, Object> job) throws IOException {
    MonitorJobs.copy(endpoint, "proxyUrl", job, "proxy_url");
    MonitorJobs.copy(endpoint, "noProxy", job, "no_proxy");
    MonitorJobs.copy(endpoint, "proxyFromEnvironment", job, "proxy_from_environment");
    MonitorJobs.copy(endpoint, "followRedirects", job, "follow_redirects");
    MonitorJobs.copy(endpoint, "enableHttp2", job, "enable_http2");
    if (endpoint.hasNonNull("tlsConfig")) {
      job.put("tls_config", tls(endpoint.path("tlsConfig")));
    }
    if (!endpoint.path("bearerTokenFile").asText().isEmpty()) {
      job.put("bearer_token_file", file(endpoint.path("bearerTokenFile")));
    } else if (!endpoint.path("bearerTokenSecret").path("name").asText().isEmpty()) {
      job.put("bearer_token", secrets.secret(endpoint.path("bearerTokenSecret")));
    }
    if (endpoint.hasNonNull("basicAuth")) {
      JsonNode basic = endpoint.path("basicAuth");
      Map<String, Object> keys = new LinkedHashMap<>();
      keys.put("username", secrets.secret(basic.path("username")));
      if (basic.hasNonNull("password")) {
        keys.put("password", secrets.secret(basic.path("password")));
      }
      job.put("basic_auth", keys);
    }
    JsonNode authorization = endpoint.path("authorization");
    if (authorization.hasNonNull("credentials")) {
      Map<String, Object> keys = new LinkedHashMap<>();
      String type = authorization.path("type").asText();
      keys.put("type", type.isBlank() ? "Bearer" : type.strip());
      keys.put("credentials", secrets.secret(authorization.path("credentials")));
      job.put("authorization", keys);
    }
    if (endpoint.hasNonNull("oauth2")) {
      job.put("oauth2", oauth2(endpoint.path("oauth2")));
    }
  }

  private Map<String, Object> oauth2(JsonNode from) throws IOException {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("client_id", secrets.secretOrConfigMap(from.path("clientId")));
    keys.put("client_secret", secrets.secret(from.path("clientSecret")));
    MonitorJobs.copy(from, "tokenUrl", keys, "token_url");
    List<Object> scopes = new ArrayList<>();
    from.path("scopes").forEach(scope -> scopes.add(scope.asText()));
    keys.put("scopes", scopes);
    Map<String, Object> params = new LinkedHashMap<>();
    from.path("endpointParams")
        .properties()
        .forEach(entry -> params.put(entry.getKey(), entry.getValue().asText()));
    keys.put("endpoint_params", params);
    if (from.hasNonNull("tlsConfig")) {
      keys.put("tls_config", tls(from.path("tlsConfig")));
    }
    return keys;
  }

  private Map<String, Object> tls(JsonNode from) throws IOException {
    Map<String, Object> keys = new LinkedHashMap<>();
    for (String name : List.of("ca", "cert")) {
      if (!from.path(name + "File").asText().isEmpty()) {
        keys.put(name + "_file", file(from.path(name + "File")));
      } else if (from.path(name).hasNonNull("secret") || from.path(name).hasNonNull("configMap")) {
        keys.put(name, secrets.secretOrConfigMap(from.path(name)));
      }
    }
    if (!from.path("keyFile").asText().isEmpty()) {
      keys.put("key_file", file(from.path("keyFile")));
    } else if (from.hasNonNull("keySecret")) {
      keys.put("key", secrets.secret(from.path("keySecret")));
    }
    MonitorJobs.copy(from, "serverName", keys, "server_name");
    MonitorJobs.copy(from, "insecureSkipVerify", keys, "insecure_skip_verify");
    for (String end : List.of("min", "max")) {
      if (from.hasNonNull(end + "Version")) {
        keys.put(end + "_version", from.path(end + "Version").asText().toUpperCase(Locale.ROOT));
      }
    }
    return keys;
  }

  private String file(JsonNode path) throws IOException {
    if (!fileAccess) {
      throw new IOException(
          "it names the file " + path.asText() + " and kubernetes_monitors.file_access is false");
    }
    return path.asText();
  }
}
