package io.trivet.scrape.discovery;

import java.util.List;
import java.util.function.Consumer;

/// One source of targets.
public interface Discovery {
  /// Starts to look for targets. The sink is given all groups that are known each time they may
  /// have changed, by one thread at a time.
  void start(Consumer<List<TargetGroup>> sink);

  /// Stops to look; the sink may be called once more.
  void stop();
}
