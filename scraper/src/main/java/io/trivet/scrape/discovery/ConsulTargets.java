package io.trivet.scrape.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.scrape.meta.MetaLabels;
import java.util.ArrayList;
import java.util.List;

/// Targets of the instances that Consul lists for a service.
///
/// Source of the labels: `consul_sd_config` of Prometheus' configuration.
final class ConsulTargets {
  private static final String META = "__meta_consul_";

  private ConsulTargets() {}

  /// @param answer of `/v1/health/service/NAME`
  static TargetGroup group(
      String service, String datacenter, String tagSeparator, JsonNode answer) {
    List<Labels> targets = new ArrayList<>();
    for (JsonNode entry : answer) {
      targets.add(target(service, datacenter, tagSeparator, entry));
    }
    return new TargetGroup(service, targets);
  }

  private static Labels target(
      String name, String datacenter, String tagSeparator, JsonNode entry) {
    JsonNode node = entry.path("Node");
    JsonNode service = entry.path("Service");
    String nodeAddress = node.path("Address").asText();
    String serviceAddress = service.path("Address").asText();
    long port = service.path("Port").asLong();
    LabelsBuilder labels =
        new LabelsBuilder()
            .set(
                "__address__",
                MetaLabels.address(serviceAddress.isEmpty() ? nodeAddress : serviceAddress, port))
            .set(META + "service", name)
            .set(META + "dc", datacenter)
            .set(META + "address", nodeAddress)
            .set(META + "node", node.path("Node").asText())
            .set(META + "namespace", service.path("Namespace").asText())
            .set(META + "partition", service.path("Partition").asText())
            .set(META + "tags", tags(service.path("Tags"), tagSeparator))
            .set(META + "service_address", serviceAddress)
            .set(META + "service_port", Long.toString(port))
            .set(META + "service_id", service.path("ID").asText())
            .set(META + "health", health(entry.path("Checks")));
    setAll(labels, META + "metadata_", node.path("Meta"));
    setAll(labels, META + "service_metadata_", service.path("Meta"));
    setAll(labels, META + "tagged_address_", node.path("TaggedAddresses"));
    return labels.build();
  }

  private static void setAll(LabelsBuilder labels, String prefix, JsonNode values) {
    values
        .properties()
        .forEach(entry ->
            labels.set(MetaLabels.name(prefix, entry.getKey()), entry.getValue().asText()));
  }

  /// The tags with the separator around each, so that a rule can look for one of them.
  private static String tags(JsonNode tags, String separator) {
    List<String> texts = new ArrayList<>();
    tags.forEach(tag -> texts.add(tag.asText()));
    return separator + String.join(separator, texts) + separator;
  }

  /// The worst state of the checks, as Consul sums them up.
  private static String health(JsonNode checks) {
    int worst = 0;
    for (JsonNode check : checks) {
      String id = check.path("CheckID").asText();
      if (id.equals("_node_maintenance") || id.startsWith("_service_maintenance:")) {
        return "maintenance";
      }
      switch (check.path("Status").asText()) {
        case "critical" -> worst = 2;
        case "warning" -> worst = Math.max(worst, 1);
        case "passing" -> {}
        default -> {
          return "";
        }
      }
    }
    return List.of("passing", "warning", "critical").get(worst);
  }
}
