package io.trivet.appliance.api.prometheus;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What users of the web interface should know at once, and those who are told of it as it happens.
/// Texts are those of Prometheus. Safe for use from any thread.
public final class Notifications implements AutoCloseable {
  public static final String RELOAD_FAILED = "Configuration reload has failed.";
  public static final String STARTING =
      "Prometheus is starting and replaying the write-ahead log (WAL).";
  public static final String STOPPING =
      "Prometheus is shutting down and gracefully stopping all operations.";

  /// Events that wait for a slow subscriber; further ones pass it by.
  private static final int MAX_WAITING = 10;

  /// What a subscription is told last.
  static final Notification END = new Notification("", Instant.EPOCH, false);

  private final InstantSource clock;
  private final int maxSubscribers;
  private final List<Notification> active = new ArrayList<>();
  private final Set<Subscription> subscribers = new HashSet<>();
  private boolean closed;

  public Notifications(InstantSource clock, int maxSubscribers) {
    this.clock = clock;
    this.maxSubscribers = maxSubscribers;
  }

  /// @param date when it was added
  /// @param active whether it still holds
  public record Notification(String text, Instant date, boolean active) {}

  /// Adds a text, unless it is there.
  public synchronized void add(String text) {
    if (active.stream().noneMatch(one -> one.text().equals(text))) {
      Notification added = new Notification(text, clock.instant(), true);
      active.add(added);
      subscribers.forEach(one -> one.tell(added));
    }
  }

  /// Takes a text back, if it is there.
  public synchronized void remove(String text) {
    for (Notification one : active) {
      if (one.text().equals(text)) {
        active.remove(one);
        Notification ended = new Notification(text, one.date(), false);
        subscribers.forEach(subscriber -> subscriber.tell(ended));
        return;
      }
    }
  }

  /// What holds now, oldest first.
  synchronized List<Notification> active() {
    return List.copyOf(active);
  }

  /// A subscription, which is told first of what holds now; null if there are too many.
  synchronized @Nullable Subscription subscribe() {
    if (closed || subscribers.size() >= maxSubscribers) {
      return null;
    }
    Subscription added = new Subscription();
    active.forEach(added::tell);
    subscribers.add(added);
    return added;
  }

  /// Ends all subscriptions after what they have still to be told.
  @Override
  public synchronized void close() {
    closed = true;
    subscribers.forEach(Subscription::end);
  }

  /// One subscriber.
  final class Subscription implements AutoCloseable {
    /// Events, and the end, for which a place is kept.
    private final BlockingQueue<Notification> events = new ArrayBlockingQueue<>(MAX_WAITING + 1);

    private void tell(Notification event) {
      if (events.remainingCapacity() > 1) {
        events.add(event);
      }
    }

    private void end() {
      events.add(END);
    }

    /// The next event, [Notifications#END] at the end, null when the time is over.
    @Nullable Notification next(long timeoutMs) throws InterruptedException {
      return events.poll(timeoutMs, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
      synchronized (Notifications.this) {
        subscribers.remove(this);
      }
    }
  }
}
