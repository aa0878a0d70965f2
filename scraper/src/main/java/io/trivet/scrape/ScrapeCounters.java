package io.trivet.scrape;

import java.util.concurrent.atomic.LongAdder;

/// The counters of one scraper. Safe for use from any thread.
public final class ScrapeCounters {
  private final LongAdder[] values = new LongAdder[ScrapeCounter.values().length];

  ScrapeCounters() {
    for (int i = 0; i < values.length; i++) {
      values[i] = new LongAdder();
    }
  }

  public long get(ScrapeCounter counter) {
    return values[counter.ordinal()].sum();
  }

  void add(ScrapeCounter counter, long number) {
    values[counter.ordinal()].add(number);
  }

  void increment(ScrapeCounter counter) {
    values[counter.ordinal()].increment();
  }
}
