package io.trivet.scrape.config;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import io.trivet.core.option.Inline;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// Targets that are containers of Docker.
///
/// @param host `unix:///path`, `tcp://host:port`, `http://host:port` or `https://host:port`
public record DockerSdConfig(
    @Default("") @Describe("Address of the Docker daemon: unix://, tcp://, http:// or https://.")
        String host,
    @Default("80") @Describe("Port of targets whose container has none.") int port,
    @Default("localhost") @Describe("Host of targets in the network of the host.")
        String hostNetworkingHost,
    @Default("true") @Describe("Whether only the first network of a container counts.")
        boolean matchFirstNetwork,
    @Describe("Filters for the list of containers.") List<Filter> filters,
    @Default("60s") @Describe("How often the containers are listed.") Duration refreshInterval,
    @Inline HttpClientOptions http) {

  /// A filter of Docker's list of containers.
  public record Filter(
      @Describe("Name of the filter.") String name, @Describe("Its values.") List<String> values) {
    public Filter {
      values = List.copyOf(values);
    }
  }

  public DockerSdConfig {
    filters = List.copyOf(filters);
  }

  void validate(String path, List<OptionProblem> problems) {
    if (host.isEmpty()) {
      problems.add(new OptionProblem(path + ".host", "host missing"));
    } else if (!isHost()) {
      problems.add(new OptionProblem(path + ".host", "unable to parse docker host: " + host));
    }
    if (port < 1 || port > 65535) {
      problems.add(new OptionProblem(path + ".port", "is no port: " + port));
    }
    for (int i = 0; i < filters.size(); i++) {
      if (filters.get(i).name().isEmpty()) {
        problems.add(new OptionProblem(path + ".filters[" + i + "].name", "is missing"));
      }
    }
    if (refreshInterval.isZero() || refreshInterval.isNegative()) {
      problems.add(new OptionProblem(path + ".refresh_interval", "must be longer than 0"));
    }
    http.validate(path, problems);
  }

  private boolean isHost() {
    if (host.startsWith("unix://")) {
      return host.length() > "unix://".length();
    }
    URI uri = HttpClientOptions.uri(host);
    return uri != null && List.of("tcp", "http", "https").contains(uri.getScheme());
  }
}
