package io.trivet.scrape.discovery;

import io.trivet.core.label.Labels;
import io.trivet.scrape.config.DnsSdConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Targets found by DNS. A name whose look-up fails keeps the targets it had.
final class DnsDiscovery implements PolledDiscovery.Source {
  private static final Logger LOG = LoggerFactory.getLogger(DnsDiscovery.class);
  private static final String META = "__meta_dns_";

  /// Asks for the records of a name, in the text form of zone files.
  interface Resolver {
    /// @param type SRV, A, AAAA, MX or NS
    List<String> records(String name, String type) throws IOException;
  }

  private final DnsSdConfig config;
  private final Resolver resolver;
  private final Map<String, TargetGroup> known = new HashMap<>();

  DnsDiscovery(DnsSdConfig config, Resolver resolver) {
    this.config = config;
    this.resolver = resolver;
  }

  @Override
  public Duration interval() {
    return config.refreshInterval();
  }

  @Override
  public List<TargetGroup> poll() {
    List<TargetGroup> groups = new ArrayList<>();
    for (String name : config.names()) {
      try {
        known.put(name, lookUp(name));
      } catch (IOException e) {
        LOG.warn("DNS service discovery of {}: {}", name, e.getMessage());
      }
      TargetGroup group = known.get(name);
      if (group != null) {
        groups.add(group);
      }
    }
    return groups;
  }

  private TargetGroup lookUp(String name) throws IOException {
    List<Labels> targets = new ArrayList<>();
    for (String text : resolver.records(name, config.type())) {
      Labels target = target(name, text.strip().split("\\s+"));
      if (target != null) {
        targets.add(target);
      }
    }
    return new TargetGroup(name, targets);
  }

  /// The target of one record; null if the record is none of its type.
  private @Nullable Labels target(String name, String[] fields) {
    String last = withoutDot(fields[fields.length - 1]);
    return switch (config.type()) {
      case "SRV" ->
          fields.length == 4
              ? labels(name, last, fields[2], "srv_record_target", "srv_record_port")
              : null;
      case "MX" -> fields.length == 2 ? labels(name, last, "mx_record_target") : null;
      case "NS" -> labels(name, last, "ns_record_target");
      default -> labels(name, last, "");
    };
  }

  private Labels labels(String name, String host, String kind) {
    return labels(name, host, Integer.toString(config.port()), kind, "");
  }

  private static Labels labels(
      String name, String host, String port, String targetLabel, String portLabel) {
    String address = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    List<String> pairs =
        new ArrayList<>(List.of("__address__", address + ":" + port, META + "name", name));
    if (!targetLabel.isEmpty()) {
      // Prometheus keeps the dot at the end of the name here.
      pairs.addAll(List.of(META + targetLabel, host + "."));
    }
    if (!portLabel.isEmpty()) {
      pairs.addAll(List.of(META + portLabel, port));
    }
    return Labels.of(pairs.toArray(String[]::new));
  }

  private static String withoutDot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }
}
