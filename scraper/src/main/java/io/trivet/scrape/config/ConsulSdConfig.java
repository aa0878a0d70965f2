package io.trivet.scrape.config;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import io.trivet.core.option.Inline;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Targets in the catalogue of Consul.
///
/// @param services names of services; empty for all
public record ConsulSdConfig(
    @Default("localhost:8500") @Describe("Host and port of Consul.") String server,
    @Default("") @Describe("Path before that of the API.") String pathPrefix,
    @Default("") @Describe("Token.") String token,
    @Default("") @Describe("Datacenter; empty for that of the server.") String datacenter,
    @Default("") @Describe("Namespace (Consul Enterprise).") String namespace,
    @Default("") @Describe("Partition (Consul Enterprise).") String partition,
    @Default("http") @Describe("http or https.") String scheme,
    @Default("") @Describe("User.") String username,
    @Default("") @Describe("Password.") String password,
    @Default(",") @Describe("What stands between the tags of a target.") String tagSeparator,
    @Default("true") @Describe("Whether answers may be a little old.") boolean allowStale,
    @Default("30s") @Describe("Least time between two looks at the list of services.")
        Duration refreshInterval,
    @Describe("Names of services; all if there are none.") List<String> services,
    @Describe("Tags that a service must have, all of them.") List<String> tags,
    @Describe("Metadata that a node must have.") Map<String, String> nodeMeta,
    @Default("") @Describe("Filter expression of the catalogue.") String filter,
    @Default("") @Describe("Filter expression of the health of services.") String healthFilter,
    @Inline HttpClientOptions http) {

  public ConsulSdConfig {
    services = List.copyOf(services);
    tags = List.copyOf(tags);
    nodeMeta = Map.copyOf(nodeMeta);
  }

  void validate(String path, List<OptionProblem> problems) {
    if (server.isBlank() || HttpClientOptions.uri(scheme + "://" + server) == null) {
      problems.add(
          new OptionProblem(
              path + ".server", "consul SD configuration requires a server address: " + server));
    }
    if (!scheme.equals("http") && !scheme.equals("https")) {
      problems.add(new OptionProblem(path + ".scheme", "must be http or https: " + scheme));
    }
    if (!username.isEmpty() || !password.isEmpty()) {
      if (http.basicAuth() != null) {
        problems.add(
            new OptionProblem(
                path,
                "at most one of consul SD configuration username and password and basic auth can"
                    + " be configured"));
      }
    }
    if (!token.isEmpty() && (http.authorization() != null || http.oauth2() != null)) {
      problems.add(
          new OptionProblem(
              path, "at most one of consul SD token, authorization, or oauth2 can be configured"));
    }
    if (refreshInterval.isZero() || refreshInterval.isNegative()) {
      problems.add(new OptionProblem(path + ".refresh_interval", "must be longer than 0"));
    }
    http.validate(path, problems);
  }

  /// Without the secrets.
  @Override
  public String toString() {
    return "ConsulSdConfig[server=" + server + ", services=" + services + "]";
  }
}
