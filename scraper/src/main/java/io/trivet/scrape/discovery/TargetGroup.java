package io.trivet.scrape.discovery;

import io.trivet.core.label.Labels;
import java.util.List;

/// Targets that were found together.
///
/// @param source names the group among those of one discovery
/// @param targets labels of each target, `__address__` and those of the group included
public record TargetGroup(String source, List<Labels> targets) {
  public TargetGroup {
    targets = List.copyOf(targets);
  }
}
