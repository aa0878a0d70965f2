package io.trivet.scrape;

/// What the scraper counts of itself, with the names Prometheus gives these counters.
public enum ScrapeCounter {
  SCRAPES("scrapes_total", "Scrapes that were made."),
  FAILED_SCRAPES("scrapes_failed_total", "Scrapes that failed for any reason."),
  SAMPLES("samples_scraped_total", "Samples read from expositions."),
  BYTES("body_bytes_total", "Bytes of expositions, uncompressed."),
  EXCEEDED_BODY_SIZE("scrapes_exceeded_body_size_limit_total", "Scrapes that hit body_size_limit."),
  EXCEEDED_SAMPLES("scrapes_exceeded_sample_limit_total", "Scrapes that hit sample_limit."),
  EXCEEDED_BUCKETS(
      "scrapes_exceeded_native_histogram_bucket_limit_total",
      "Scrapes that hit native_histogram_bucket_limit."),
  EXCEEDED_LABELS("scrape_pool_exceeded_label_limits_total", "Scrapes that hit a label limit."),
  EXCEEDED_TARGETS("scrape_pool_exceeded_target_limit_total", "Syncs that hit target_limit."),
  DUPLICATES(
      "scrapes_sample_duplicate_timestamp_total",
      "Samples dropped for a time that is there with another value."),
  OUT_OF_ORDER("scrapes_sample_out_of_order_total", "Samples dropped for coming out of order."),
  OUT_OF_BOUNDS("scrapes_sample_out_of_bounds_total", "Samples dropped for their time."),
  EXEMPLARS_REJECTED("scrapes_exemplar_rejected_total", "Exemplars the store did not take."),
  CACHE_REBUILDS("scrape_cache_rebuilds_total", "Clean-ups of scrape caches."),
  POOL_SYNCS("scrape_pool_sync_total", "Times a pool took over discovered targets."),
  TARGETS_REFUSED("scrape_pool_targets_refused_total", "Discovered targets that make no sense."),
  DISCOVERY_UPDATES("sd_updates_total", "Answers of service discovery that were taken over."),
  DISCOVERY_FAILURES(
      "sd_failures_total",
      "Look-ups of service discovery that failed; the targets found before stay."),
  RELOADS("scrape_pool_reloads_total", "Pools changed by a reload.");

  private final String text;
  private final String help;

  ScrapeCounter(String text, String help) {
    this.text = text;
    this.help = help;
  }

  /// Name without the prefix of the server.
  public String text() {
    return text;
  }

  public String help() {
    return help;
  }
}
