package io.trivet.scrape;

import java.util.EnumMap;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// The counters of one scraper. Safe for use from any thread.
public final class ScrapeCounters {
  /// Never changed after construction.
  private final EnumMap<ScrapeCounter, LongAdder> values = new EnumMap<>(ScrapeCounter.class);

  ScrapeCounters() {
    for (ScrapeCounter counter : ScrapeCounter.values()) {
      values.put(counter, new LongAdder());
    }
  }

  public long get(ScrapeCounter counter) {
    return adder(counter).sum();
  }

  private LongAdder adder(ScrapeCounter counter) {
    return Objects.requireNonNull(values.get(counter));
  }

  void add(ScrapeCounter counter, long number) {
    adder(counter).add(number);
  }

  void increment(ScrapeCounter counter) {
    adder(counter).increment();
  }
}
