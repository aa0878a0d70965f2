package io.trivet.scrape.config;

import io.trivet.core.option.Describe;
import java.util.List;
import java.util.Map;

/// Targets which are written down.
public record StaticConfig(
    @Describe("Addresses, host:port.") List<String> targets,
    @Describe("Labels of all of them.") Map<String, String> labels) {

  public StaticConfig {
    targets = List.copyOf(targets);
    labels = Map.copyOf(labels);
  }

  void validate(String path, List<OptionProblem> problems) {
    for (int i = 0; i < targets.size(); i++) {
      if (targets.get(i).contains("/")) {
        problems.add(
            new OptionProblem(
                path + ".targets[" + i + "]",
                "\"" + targets.get(i) + "\" is not a valid hostname"));
      }
    }
  }
}
