package io.trivet.scrape.discovery;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a source at an interval.
final class PolledDiscovery implements Discovery {
  private static final Logger LOG = LoggerFactory.getLogger(PolledDiscovery.class);

  /// A source that can be asked.
  interface Source {
    /// All groups there are.
    ///
    /// @throws IOException if they cannot be told; what was told before stays
    List<TargetGroup> poll() throws IOException;

    /// Time until it is asked again; zero if once is enough.
    Duration interval();

    /// Ends the source.
    default void close() {}
  }

  private final Source source;
  private final ScheduledExecutorService timer;
  private final Executor blocking;
  private final Runnable failed;
  private volatile boolean stopped;
  private volatile @Nullable Future<?> waiting;

  /// @param failed told of each look-up that failed
  PolledDiscovery(
      Source source, ScheduledExecutorService timer, Executor blocking, Runnable failed) {
    this.source = source;
    this.timer = timer;
    this.blocking = blocking;
    this.failed = failed;
  }

  @Override
  public void start(Consumer<List<TargetGroup>> sink) {
    blocking.execute(() -> turn(sink));
  }

  private void turn(Consumer<List<TargetGroup>> sink) {
    if (stopped) {
      return;
    }
    try {
      sink.accept(source.poll());
    } catch (IOException | RuntimeException e) {
      failed.run();
      LOG.warn("service discovery: {}", e.getMessage());
    }
    long intervalMs = source.interval().toMillis();
    if (intervalMs > 0 && !stopped) {
      waiting =
          timer.schedule(
              () -> blocking.execute(() -> turn(sink)), intervalMs, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void stop() {
    stopped = true;
    Future<?> next = waiting;
    if (next != null) {
      next.cancel(false);
    }
    source.close();
  }
}
