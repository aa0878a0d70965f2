package io.trivet.scrape.config;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import io.trivet.core.option.Inline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Targets in a Kubernetes cluster.
///
/// @param role node, service, pod, endpoints, endpointslice or ingress, in lower case
public record KubernetesSdConfig(
    @Default("") @Describe("Address of the API server; empty: the cluster this runs in.")
        String apiServer,
    @Describe("What becomes targets: node, service, pod, endpoints, endpointslice or ingress.")
        String role,
    @Default("") @Describe("File that says how to reach the cluster.") String kubeconfigFile,
    @Inline HttpClientOptions http,
    @Describe("Namespaces; all if none is named.") Namespaces namespaces,
    @Describe("Which objects are looked at.") List<Selector> selectors,
    @Describe("Labels of related objects to add.") AttachMetadata attachMetadata) {

  /// Namespaces that are looked at.
  public record Namespaces(
      @Default("false") @Describe("Whether the namespace this runs in is one.")
          boolean ownNamespace,
      @Describe("Names.") List<String> names) {
    public Namespaces {
      names = List.copyOf(names);
    }
  }

  /// Label and field selectors of the objects of one role.
  public record Selector(
      @Describe("The role whose objects are meant.") String role,
      @Default("") @Describe("Label selector.") String label,
      @Default("") @Describe("Field selector.") String field) {
    public Selector {
      role = role.toLowerCase(Locale.ROOT);
    }
  }

  /// Labels and annotations of related objects that targets get too.
  public record AttachMetadata(
      @Default("false") @Describe("Those of the node.") boolean node,
      @Default("false") @Describe("Those of the namespace.") boolean namespace,
      @Default("false") @Describe("The name of the deployment.") boolean deployment,
      @Default("false") @Describe("The name of the job.") boolean job,
      @Default("false") @Describe("The name of the cron job.") boolean cronjob) {}

  private static final Map<String, Set<String>> SELECTABLE = selectable();

  private static Map<String, Set<String>> selectable() {
    Map<String, Set<String>> all = new LinkedHashMap<>();
    all.put("pod", Set.of("pod"));
    all.put("service", Set.of("service"));
    all.put("endpointslice", Set.of("pod", "service", "endpointslice"));
    all.put("endpoints", Set.of("pod", "service", "endpoints"));
    all.put("node", Set.of("node"));
    all.put("ingress", Set.of("ingress"));
    return all;
  }

  public KubernetesSdConfig {
    role = role.toLowerCase(Locale.ROOT);
    selectors = List.copyOf(selectors);
  }

  void validate(String path, List<OptionProblem> problems) {
    if (role.isEmpty()) {
      problems.add(
          new OptionProblem(
              path + ".role",
              "role missing (one of: pod, service, endpoints, endpointslice, node, ingress)"));
    } else if (!SELECTABLE.containsKey(role)) {
      problems.add(
          new OptionProblem(path + ".role", "unknown Kubernetes SD role \"" + role + "\""));
    }
    if (!apiServer.isEmpty() && !kubeconfigFile.isEmpty()) {
      problems.add(
          new OptionProblem(path, "cannot use 'kubeconfig_file' and 'api_server' simultaneously"));
    }
    if (!apiServer.isEmpty() && HttpClientOptions.uri(apiServer) == null) {
      problems.add(new OptionProblem(path + ".api_server", "is no URL: " + apiServer));
    }
    if (!kubeconfigFile.isEmpty() && !http.equals(HttpClientOptions.defaults())) {
      problems.add(
          new OptionProblem(
              path, "cannot use a custom HTTP client configuration together with kubeconfig_file"));
    }
    if (apiServer.isEmpty() && !http.equals(HttpClientOptions.defaults())) {
      problems.add(
          new OptionProblem(
              path,
              "to use custom HTTP client configuration please provide the 'api_server' URL"
                  + " explicitly"));
    }
    if (!apiServer.isEmpty() && namespaces.ownNamespace()) {
      problems.add(
          new OptionProblem(
              path, "cannot use 'api_server' and 'namespaces.own_namespace' simultaneously"));
    }
    if (!kubeconfigFile.isEmpty() && namespaces.ownNamespace()) {
      problems.add(
          new OptionProblem(
              path, "cannot use 'kubeconfig_file' and 'namespaces.own_namespace' simultaneously"));
    }
    selectorProblems(path, problems);
    http.validate(path, problems);
  }

  private void selectorProblems(String path, List<OptionProblem> problems) {
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < selectors.size(); i++) {
      String selected = selectors.get(i).role();
      String at = path + ".selectors[" + i + "]";
      if (seen.contains(selected)) {
        problems.add(new OptionProblem(at, "duplicated selector role: " + selected));
      } else if (!SELECTABLE.getOrDefault(role, Set.of(selected)).contains(selected)) {
        problems.add(
            new OptionProblem(
                at, role + " role supports only " + SELECTABLE.get(role) + " selectors"));
      }
      seen.add(selected);
    }
  }

  /// The selector of objects of a role; without conditions if none is written.
  public Selector selector(String ofRole) {
    for (Selector selector : selectors) {
      if (selector.role().equals(ofRole)) {
        return selector;
      }
    }
    return new Selector(ofRole, "", "");
  }
}
