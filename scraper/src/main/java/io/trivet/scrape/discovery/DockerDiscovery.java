package io.trivet.scrape.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.scrape.config.DockerSdConfig;
import io.trivet.scrape.http.Fetched;
import io.trivet.scrape.http.Fetcher;
import io.trivet.scrape.http.UnixSocketFetcher;
import io.trivet.scrape.meta.MetaLabels;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Targets that are containers of a Docker daemon: one for each TCP port of each network that a
/// container is in.
///
/// Source of the labels: `docker_sd_config` of Prometheus' configuration.
final class DockerDiscovery implements PolledDiscovery.Source {
  private static final String META = "__meta_docker_";
  private static final long LARGEST_ANSWER = 64L << 20;
  private static final int CHAIN = 16;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DockerSdConfig config;
  private final Fetcher fetcher;
  private final String base;
  private final Map<String, String> headers;

  DockerDiscovery(DockerSdConfig config, Discoveries.Environment environment) {
    this.config = config;
    String host = config.host();
    if (host.startsWith("unix://")) {
      fetcher =
          new UnixSocketFetcher(Path.of(host.substring("unix://".length())), environment.timer());
      base = "http://docker";
    } else {
      fetcher = environment.fetchers().apply(config.http());
      String scheme = config.http().tlsConfig() == null ? "http" : "https";
      String url = host.startsWith("tcp://") ? scheme + host.substring("tcp".length()) : host;
      base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
    headers = Map.of("Accept", "application/json", "User-Agent", environment.userAgent());
  }

  @Override
  public Duration interval() {
    return config.refreshInterval();
  }

  @Override
  public List<TargetGroup> poll() throws IOException {
    JsonNode containers = get("/containers/json" + filters());
    Map<String, Labels> networks = networks(get("/networks"));
    Map<String, JsonNode> byId = new HashMap<>();
    for (JsonNode container : containers) {
      byId.put(container.path("Id").asText(), container);
    }
    List<Labels> targets = new ArrayList<>();
    for (JsonNode container : containers) {
      if (!container.path("Names").isEmpty()) {
        addTargets(container, byId, networks, targets);
      }
    }
    return List.of(new TargetGroup(config.host(), targets));
  }

  private JsonNode get(String path) throws IOException {
    Fetched fetched =
        fetcher.fetch(URI.create(base + path), headers, Duration.ofSeconds(60), LARGEST_ANSWER);
    return JSON.readTree(fetched.body(), 0, fetched.length());
  }

  private String filters() throws IOException {
    if (config.filters().isEmpty()) {
      return "";
    }
    ObjectNode all = JSON.createObjectNode();
    for (DockerSdConfig.Filter filter : config.filters()) {
      ObjectNode values = all.withObject("/" + filter.name().replace("~", "~0").replace("/", "~1"));
      filter.values().forEach(value -> values.put(value, true));
    }
    return "?filters=" + URLEncoder.encode(JSON.writeValueAsString(all), StandardCharsets.UTF_8);
  }

  private static Map<String, Labels> networks(JsonNode list) {
    Map<String, Labels> networks = new HashMap<>();
    for (JsonNode network : list) {
      LabelsBuilder labels =
          new LabelsBuilder()
              .set(META + "network_id", network.path("Id").asText())
              .set(META + "network_name", network.path("Name").asText())
              .set(META + "network_scope", network.path("Scope").asText())
              .set(META + "network_internal", network.path("Internal").asText("false"))
              .set(META + "network_ingress", network.path("Ingress").asText("false"));
      setAll(labels, META + "network_label_", network.path("Labels"));
      networks.put(network.path("Id").asText(), labels.build());
    }
    return networks;
  }

  private static void setAll(LabelsBuilder labels, String prefix, JsonNode values) {
    values
        .properties()
        .forEach(entry ->
            labels.set(MetaLabels.name(prefix, entry.getKey()), entry.getValue().asText()));
  }

  private void addTargets(
      JsonNode container,
      Map<String, JsonNode> byId,
      Map<String, Labels> networks,
      List<Labels> targets) {
    Labels common = common(container);
    for (JsonNode network : networksOf(container, byId)) {
      LabelsBuilder shared = new LabelsBuilder(common);
      networks.getOrDefault(network.path("NetworkID").asText(), Labels.EMPTY).forEach(shared::set);
      String ip = network.path("IPAddress").asText();
      shared.set(META + "network_ip", ip);
      Labels base = shared.build();
      boolean hasPort = false;
      for (JsonNode port : container.path("Ports")) {
        if (port.path("Type").asText().equals("tcp")) {
          targets.add(withPort(base, ip, port));
          hasPort = true;
        }
      }
      if (!hasPort) {
        boolean isHost = networkMode(container).equals("host");
        targets.add(
            base.with(
                "__address__",
                isHost ? config.hostNetworkingHost() : MetaLabels.address(ip, config.port())));
      }
    }
  }

  private static Labels withPort(Labels base, String ip, JsonNode port) {
    long inside = port.path("PrivatePort").asLong();
    LabelsBuilder labels =
        new LabelsBuilder(base)
            .set("__address__", MetaLabels.address(ip, inside))
            .set(META + "port_private", Long.toString(inside));
    if (port.path("PublicPort").asLong() > 0) {
      labels
          .set(META + "port_public", port.path("PublicPort").asText())
          .set(META + "port_public_ip", port.path("IP").asText());
    }
    return labels.build();
  }

  private static Labels common(JsonNode container) {
    LabelsBuilder labels =
        new LabelsBuilder()
            .set(META + "container_id", container.path("Id").asText())
            .set(META + "container_name", container.path("Names").path(0).asText())
            .set(META + "container_network_mode", networkMode(container))
            .set(META + "container_image", container.path("Image").asText())
            .set(META + "container_image_id", container.path("ImageID").asText());
    setAll(labels, META + "container_label_", container.path("Labels"));
    return labels.build();
  }

  private static String networkMode(JsonNode container) {
    return container.path("HostConfig").path("NetworkMode").asText();
  }

  /// The networks of a container, or of the container whose network it uses, by name.
  private List<JsonNode> networksOf(JsonNode container, Map<String, JsonNode> byId) {
    JsonNode at = container;
    for (int i = 0; i < CHAIN && networkMode(at).startsWith("container:"); i++) {
      JsonNode next = byId.get(networkMode(at).substring("container:".length()));
      if (next == null || !at.path("NetworkSettings").path("Networks").isEmpty()) {
        break;
      }
      at = next;
    }
    Map<String, JsonNode> byName = new TreeMap<>();
    at.path("NetworkSettings")
        .path("Networks")
        .properties()
        .forEach(entry -> {
          if (entry.getValue().isObject()) {
            byName.put(entry.getKey(), entry.getValue());
          }
        });
    List<JsonNode> networks = List.copyOf(byName.values());
    return config.matchFirstNetwork() && networks.size() > 1 ? networks.subList(0, 1) : networks;
  }

  @Override
  public void close() {
    fetcher.close();
  }
}
