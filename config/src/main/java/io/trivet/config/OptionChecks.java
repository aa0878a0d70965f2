package io.trivet.config;

import io.trivet.config.bind.OptionPaths;
import io.trivet.config.option.Feature;
import io.trivet.config.option.ListenerOptions;
import io.trivet.config.option.ServerOptions;
import io.trivet.config.option.TrivetOptions;
import io.trivet.config.problem.Position;
import io.trivet.config.problem.Problems;
import io.trivet.config.yaml.YamlNode;
import io.trivet.scrape.config.OptionProblem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What no single option can know: listeners that want one port, scrape configurations that
/// contradict each other, keys of Prometheus that have no effect here.
final class OptionChecks {
  private final TrivetOptions options;
  private final YamlNode root;
  private final String source;
  private final Problems problems;

  OptionChecks(TrivetOptions options, YamlNode root, String source, Problems problems) {
    this.options = options;
    this.root = root;
    this.source = source;
    this.problems = problems;
  }

  void run() {
    if (options.server().singlePort() == null) {
      samePorts(options.server().listeners());
    }
    for (OptionProblem problem : options.scrape().validate()) {
      YamlNode written = OptionPaths.find(root, problem.path());
      problems.error(
          at(problem.path()),
          written instanceof YamlNode.Scalar scalar ? scalar.text() : "",
          problem.toString(),
          null);
    }
    withoutEffect();
  }

  private void samePorts(Map<String, ListenerOptions> listeners) {
    ServerOptions server = options.server();
    Map<Integer, List<String>> owners = new HashMap<>();
    listeners.forEach((key, listener) -> {
      if (!listener.enabled() || listener.port() == 0) {
        return;
      }
      for (String other : owners.getOrDefault(listener.port(), List.of())) {
        ListenerOptions first = listeners.get(other);
        if (first != null && overlap(server.addressOf(first), server.addressOf(listener))) {
          samePort(other, key, listener.port());
        }
      }
      owners.merge(
          listener.port(),
          List.of(key),
          (before, more) -> Stream.concat(before.stream(), more.stream()).toList());
    });
  }

  private void samePort(String first, String second, int port) {
    String path = "server." + second + ".port";
    boolean secondWritten = OptionPaths.find(root, path) instanceof YamlNode.Scalar;
    problems.error(
        at(secondWritten ? path : "server." + first + ".port"),
        Integer.toString(port),
        "server." + first + " and server." + second + " both listen on port " + port,
        "give one of them another port, or set server.single_port");
  }

  private static boolean overlap(String a, String b) {
    return a.equals(b) || isWildcard(a) || isWildcard(b);
  }

  private static boolean isWildcard(String address) {
    return address.equals("0.0.0.0") || address.equals("::");
  }

  private void withoutEffect() {
    String percentage = "storage.tsdb.retention.percentage";
    YamlNode written =
        root instanceof YamlNode.Mapping mapping ? OptionPaths.get(mapping, percentage) : null;
    inert(percentage, written != null && !written.isNull());
    for (Feature feature : options.features()) {
      if (feature.effect() == Feature.Effect.NONE) {
        problems.notice(
            at("features"),
            feature.toString(),
            "the feature " + feature + " is understood and has no effect in this version");
      }
    }
    for (int i = 0; i < options.scrapeConfigs().size(); i++) {
      for (String kind : options.scrapeConfigs().get(i).unavailableDiscoveries()) {
        String path = "scrape_configs[" + i + "]." + kind + "_sd_configs";
        problems.notice(
            at(path),
            kind + "_sd_configs",
            "service discovery of kind " + kind + " is understood and not available here");
      }
    }
    inert("remote_write", options.remoteWrite() != null);
    inert("remote_read", options.remoteRead() != null);
    inert("tracing", options.tracing() != null);
    inert("runtime", options.runtime() != null);
    inert("storage.tsdb.chunk_encoding", options.storage().tsdb().chunkEncoding() != null);
    inert(
        "storage.tsdb.stale_series_compaction_threshold",
        options.storage().tsdb().staleSeriesCompactionThreshold() != null);
  }

  private void inert(String path, boolean written) {
    if (written) {
      problems.notice(at(path), path, path + " is understood and has no effect in this version");
    }
  }

  private Position at(String path) {
    return OptionPaths.positionOf(root, path, source);
  }
}
