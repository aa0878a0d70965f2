package io.trivet.scrape.config;

import io.trivet.core.label.LabelLimits;
import io.trivet.core.option.ByteSize;
import io.trivet.core.option.Default;
import io.trivet.core.option.Describe;
import java.time.Duration;
import java.util.List;

/// What holds for every scrape job that does not say otherwise: the scraping keys of Prometheus'
/// `global` section.
///
/// @param scrapeTimeout zero: 10 s, or the interval if that is shorter
/// @param scrapeProtocols empty: chosen by what the job wants
/// @param bodySizeLimit zero: none; the same for the other limits
public record GlobalScrape(
    @Default("1m") @Describe("How often targets are scraped.") Duration scrapeInterval,
    @Default("0") @Describe("How long a scrape may take.") Duration scrapeTimeout,
    @Describe("Formats to ask for, most wanted first.") List<String> scrapeProtocols,
    @Default("0") @Describe("Largest exposition, uncompressed.") ByteSize bodySizeLimit,
    @Default("0") @Describe("Most samples of one scrape, after relabelling.") long sampleLimit,
    @Default("0") @Describe("Most labels of one sample.") int labelLimit,
    @Default("0") @Describe("Longest label name.") int labelNameLengthLimit,
    @Default("0") @Describe("Longest label value.") int labelValueLengthLimit,
    @Default("0") @Describe("Most targets of one job.") int targetLimit,
    @Default("0") @Describe("How many dropped targets of a job are kept to be shown.")
        int keepDroppedTargets,
    @Default("utf8") @Describe("Which names are valid: utf8 or legacy.")
        String metricNameValidationScheme,
    @Default("")
        @Describe("How targets shall escape names: allow-utf-8, underscores, dots, values.")
        String metricNameEscapingScheme,
    @Default("false") @Describe("Whether native histograms are taken.")
        boolean scrapeNativeHistograms,
    @Default("false") @Describe("Whether classic histograms become native ones, custom buckets.")
        boolean convertClassicHistogramsToNhcb,
    @Default("false") @Describe("Whether classic histograms are kept beside native ones.")
        boolean alwaysScrapeClassicHistograms,
    @Default("false") @Describe("Whether the limits of a scrape are reported as series.")
        boolean extraScrapeMetrics,
    @Default("") @Describe("File for a line per scrape that fails.") String scrapeFailureLogFile) {

  public GlobalScrape {
    scrapeProtocols = List.copyOf(scrapeProtocols);
  }

  /// The defaults.
  public static GlobalScrape defaults() {
    ByteSize none = new ByteSize(0);
    return new GlobalScrape(
        Duration.ofMinutes(1),
        Duration.ZERO,
        List.of(),
        none,
        0,
        0,
        0,
        0,
        0,
        0,
        "utf8",
        "",
        false,
        false,
        false,
        false,
        "");
  }

  /// These with other values where they say nothing themselves.
  ///
  /// @param extraMetrics whether the limits of every scrape are reported as series
  /// @param labels bounds of labels
  public GlobalScrape orElse(boolean extraMetrics, LabelLimits labels) {
    return new GlobalScrape(
        scrapeInterval,
        scrapeTimeout,
        scrapeProtocols,
        bodySizeLimit,
        sampleLimit,
        labelLimit == 0 ? labels.maxLabels() : labelLimit,
        orElse(labelNameLengthLimit, labels.maxNameBytes()),
        orElse(labelValueLengthLimit, labels.maxValueBytes()),
        targetLimit,
        keepDroppedTargets,
        metricNameValidationScheme,
        metricNameEscapingScheme,
        scrapeNativeHistograms,
        convertClassicHistogramsToNhcb,
        alwaysScrapeClassicHistograms,
        extraScrapeMetrics || extraMetrics,
        scrapeFailureLogFile);
  }

  private static int orElse(int own, long other) {
    return own != 0 ? own : (int) Math.min(Integer.MAX_VALUE, other);
  }

  void validate(String path, List<OptionProblem> problems) {
    if (scrapeInterval.isZero() || scrapeInterval.isNegative()) {
      problems.add(new OptionProblem(path + ".scrape_interval", "must be longer than 0"));
    }
    if (scrapeTimeout.compareTo(scrapeInterval) > 0) {
      problems.add(
          new OptionProblem(
              path + ".scrape_timeout", "global scrape timeout greater than scrape interval"));
    }
    ScrapeProtocol.validate(scrapeProtocols, path + ".scrape_protocols", problems);
    NameScheme.validate(metricNameValidationScheme, metricNameEscapingScheme, path, problems);
    notNegative(sampleLimit, path + ".sample_limit", problems);
    notNegative(labelLimit, path + ".label_limit", problems);
    notNegative(labelNameLengthLimit, path + ".label_name_length_limit", problems);
    notNegative(labelValueLengthLimit, path + ".label_value_length_limit", problems);
    notNegative(targetLimit, path + ".target_limit", problems);
    notNegative(keepDroppedTargets, path + ".keep_dropped_targets", problems);
  }

  static void notNegative(long value, String path, List<OptionProblem> problems) {
    if (value < 0) {
      problems.add(new OptionProblem(path, "must not be negative: " + value));
    }
  }
}
