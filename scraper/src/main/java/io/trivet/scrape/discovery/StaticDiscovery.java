package io.trivet.scrape.discovery;

import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.scrape.config.StaticConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Targets which are written down in the configuration.
final class StaticDiscovery implements Discovery {
  private final List<TargetGroup> groups = new ArrayList<>();

  StaticDiscovery(List<StaticConfig> configs) {
    for (int i = 0; i < configs.size(); i++) {
      Labels shared = Labels.of(configs.get(i).labels());
      groups.add(
          new TargetGroup(
              Integer.toString(i),
              configs.get(i).targets().stream()
                  .map(address -> new LabelsBuilder(shared).set("__address__", address).build())
                  .toList()));
    }
  }

  @Override
  public void start(Consumer<List<TargetGroup>> sink) {
    sink.accept(List.copyOf(groups));
  }

  @Override
  public void stop() {
    // Nothing runs.
  }
}
