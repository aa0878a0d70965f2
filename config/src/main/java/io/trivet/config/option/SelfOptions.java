package io.trivet.config.option;

import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.time.Duration;

/// What Trivet keeps about itself.
public record SelfOptions(
    @Describe("Whether Trivet scrapes its own metrics, as job `trivet`.") @Default("true")
        boolean scrape,
    @Describe("How often Trivet scrapes its own metrics.") @Default("15s")
        Duration scrapeInterval) {
  public SelfOptions {
    if (scrapeInterval.isZero()) {
      throw new IllegalArgumentException("`scrape_interval` must be longer than 0");
    }
  }
}
