package io.trivet.scrape;

import io.trivet.scrape.config.GlobalScrape;
import io.trivet.scrape.config.HttpClientOptions;
import io.trivet.scrape.config.RelabelConfig;
import io.trivet.scrape.config.ScrapeConfig;
import io.trivet.scrape.config.ScrapeOptions;
import io.trivet.scrape.config.ScrapeProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What holds for one job once global values and defaults are filled in. Equal settings mean equal
/// behaviour; where targets come from is not part of it.
///
/// @param failureLog file for scrapes that fail, "" for none
record ScrapeSettings(
    String job,
    Duration interval,
    Duration timeout,
    List<ScrapeProtocol> protocols,
    @Nullable ScrapeProtocol fallback,
    String escaping,
    String metricsPath,
    String scheme,
    Map<String, List<String>> params,
    boolean compression,
    long bodyLimit,
    int targetLimit,
    int keepDroppedTargets,
    boolean nativeHistograms,
    boolean customBuckets,
    boolean classicToo,
    boolean extraMetrics,
    long sampleLimit,
    List<RelabelConfig> targetRules,
    SampleRules rules,
    String failureLog,
    HttpClientOptions http) {

  /// What decides how a series of the exposition becomes a series of the store: as long as this
  /// stays the same a scrape cache stays right.
  record SampleRules(
      boolean honorLabels,
      boolean honorTimestamps,
      boolean trackTimestamps,
      boolean legacyNames,
      ScrapeOptions.Features features,
      int labelLimit,
      int labelNameLimit,
      int labelValueLimit,
      int bucketLimit,
      int largestSchema,
      List<RelabelConfig> relabelling) {}

  static ScrapeSettings of(
      ScrapeConfig config, GlobalScrape global, ScrapeOptions.Features features) {
    Duration interval =
        config.scrapeInterval().isZero() ? global.scrapeInterval() : config.scrapeInterval();
    String validation =
        first(config.metricNameValidationScheme(), global.metricNameValidationScheme());
    boolean legacy = validation.equals("legacy");
    boolean nativeHistograms = or(config.scrapeNativeHistograms(), global.scrapeNativeHistograms());
    return new ScrapeSettings(
        config.jobName(),
        interval,
        timeout(config, global, interval),
        protocols(config, global, nativeHistograms),
        ScrapeProtocol.of(config.fallbackScrapeProtocol()),
        first(
            config.metricNameEscapingScheme(),
            first(global.metricNameEscapingScheme(), legacy ? "underscores" : "allow-utf-8")),
        config.metricsPath(),
        config.scheme(),
        config.params(),
        config.enableCompression(),
        first(config.bodySizeLimit().bytes(), global.bodySizeLimit().bytes()),
        (int) first(config.targetLimit(), global.targetLimit()),
        (int) first(config.keepDroppedTargets(), global.keepDroppedTargets()),
        nativeHistograms,
        or(config.convertClassicHistogramsToNhcb(), global.convertClassicHistogramsToNhcb()),
        or(config.alwaysScrapeClassicHistograms(), global.alwaysScrapeClassicHistograms()),
        or(config.extraScrapeMetrics(), global.extraScrapeMetrics()),
        first(config.sampleLimit(), global.sampleLimit()),
        config.relabelConfigs(),
        new SampleRules(
            config.honorLabels(),
            config.honorTimestamps(),
            config.trackTimestampsStaleness(),
            legacy,
            features,
            (int) first(config.labelLimit(), global.labelLimit()),
            (int) first(config.labelNameLengthLimit(), global.labelNameLengthLimit()),
            (int) first(config.labelValueLengthLimit(), global.labelValueLengthLimit()),
            config.nativeHistogramBucketLimit(),
            HistogramLimits.largestSchema(config.nativeHistogramMinBucketFactor()),
            config.metricRelabelConfigs()),
        first(config.scrapeFailureLogFile(), global.scrapeFailureLogFile()),
        config.http());
  }

  private static Duration timeout(ScrapeConfig config, GlobalScrape global, Duration interval) {
    if (!config.scrapeTimeout().isZero()) {
      return config.scrapeTimeout();
    }
    Duration shared =
        global.scrapeTimeout().isZero() ? Duration.ofSeconds(10) : global.scrapeTimeout();
    return shared.compareTo(interval) > 0 ? interval : shared;
  }

  private static List<ScrapeProtocol> protocols(
      ScrapeConfig config, GlobalScrape global, boolean nativeHistograms) {
    List<String> names =
        config.scrapeProtocols().isEmpty() ? global.scrapeProtocols() : config.scrapeProtocols();
    if (!names.isEmpty()) {
      return names.stream().map(ScrapeProtocol::of).filter(Objects::nonNull).toList();
    }
    List<ScrapeProtocol> wanted = new ArrayList<>();
    if (nativeHistograms) {
      wanted.add(ScrapeProtocol.PROMETHEUS_PROTO);
    }
    wanted.add(ScrapeProtocol.OPEN_METRICS_1_0_0);
    wanted.add(ScrapeProtocol.OPEN_METRICS_0_0_1);
    wanted.add(ScrapeProtocol.PROMETHEUS_TEXT_1_0_0);
    wanted.add(ScrapeProtocol.PROMETHEUS_TEXT_0_0_4);
    return wanted;
  }

  private static boolean or(@Nullable Boolean own, boolean shared) {
    return own == null ? shared : own;
  }

  private static long first(long own, long shared) {
    return own == 0 ? shared : own;
  }

  private static String first(String own, String shared) {
    return own.isEmpty() ? shared : own;
  }
}
