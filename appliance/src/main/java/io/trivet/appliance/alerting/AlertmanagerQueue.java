package io.trivet.appliance.alerting;

import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.scrape.http.FetchException;
import io.trivet.scrape.http.HttpFetcher;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The alerts on their way to one Alertmanager. Safe for use from any thread; sends on one at a
/// time.
final class AlertmanagerQueue {
  private static final Logger LOG = LoggerFactory.getLogger(AlertmanagerQueue.class);

  private final URI url;
  private final HttpFetcher client;
  private final Duration timeout;
  private final String userAgent;
  private final Executor executor;
  private final AlertEnvironment.QueueBounds bounds;
  private final AlertCounters counters;
  private final Deque<Notice> waiting = new ArrayDeque<>();
  private boolean sending;

  AlertmanagerQueue(
      URI url,
      HttpFetcher client,
      Duration timeout,
      AlertEnvironment environment,
      AlertCounters counters) {
    this.url = url;
    this.client = client;
    this.timeout = timeout;
    this.userAgent = environment.userAgent();
    this.executor = environment.blocking();
    this.bounds = environment.queues();
    this.counters = counters;
  }

  URI url() {
    return url;
  }

  /// Adds alerts; the oldest go when there are too many.
  synchronized void add(List<Notice> notices) {
    waiting.addAll(notices);
    int tooMany = waiting.size() - bounds.capacity();
    if (tooMany > 0) {
      LOG.warn("{} alerts for {} are dropped, its queue is full", tooMany, url);
      counters.dropped.add(tooMany);
      for (int i = 0; i < tooMany; i++) {
        waiting.removeFirst();
      }
    }
    if (!sending && !waiting.isEmpty()) {
      sending = true;
      executor.execute(this::send);
    }
  }

  private void send() {
    while (true) {
      List<Notice> batch = next();
      if (batch.isEmpty()) {
        return;
      }
      try {
        client.post(
            url,
            Map.of("Content-Type", "application/json", "User-Agent", userAgent),
            json(batch),
            timeout);
        counters.sent.add(batch.size());
      } catch (FetchException e) {
        counters.failures.increment();
        counters.dropped.add(batch.size());
        LOG.warn("{} alerts could not be told to {}: {}", batch.size(), url, e.reason());
      } catch (RuntimeException e) {
        counters.failures.increment();
        counters.dropped.add(batch.size());
        LOG.error("alerts could not be told to {}", url, e);
      }
    }
  }

  /// The next alerts to send; none ends the sending.
  private synchronized List<Notice> next() {
    List<Notice> batch = new ArrayList<>();
    while (batch.size() < bounds.batch() && !waiting.isEmpty()) {
      batch.add(waiting.removeFirst());
    }
    sending = !batch.isEmpty();
    if (!sending) {
      notifyAll();
    }
    return batch;
  }

  /// Number of alerts that wait.
  synchronized int size() {
    return waiting.size();
  }

  /// Waits until everything is sent.
  ///
  /// @param deadlineNanos by `System.nanoTime`, when it gives up
  synchronized void awaitSent(long deadlineNanos) throws InterruptedException {
    while (sending) {
      long millis = (deadlineNanos - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return;
      }
      wait(millis);
    }
  }

  private static byte[] json(List<Notice> batch) {
    JsonOutput json = new JsonOutput().beginArray();
    for (Notice notice : batch) {
      json.beginObject();
      if (!notice.annotations().isEmpty()) {
        json.name("annotations").beginObject();
        notice.annotations().forEach(json::field);
        json.endObject();
      }
      json.field("endsAt", Instant.ofEpochMilli(notice.endsAtMs()).toString());
      json.field("startsAt", Instant.ofEpochMilli(notice.startsAtMs()).toString());
      json.field("generatorURL", notice.generatorUrl());
      json.name("labels").labels(notice.labels()).endObject();
    }
    return json.endArray().finish().toArray();
  }
}
