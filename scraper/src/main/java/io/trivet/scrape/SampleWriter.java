package io.trivet.scrape;

import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.metrics.AppendStatus;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.histogram.NativeHistogram;
import io.trivet.scrape.exposition.Entry;
import io.trivet.scrape.exposition.ExpositionParser;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes one exposition after the other of one target. After [#write] the numbers of samples and
/// the error, if any, can be read. Owned by one thread at a time.
final class SampleWriter {
  /// The staleness marker of Prometheus: a NaN with these bits.
  static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);

  /// Stands for no time of an exemplar.
  private static final long NO_TIME = Long.MIN_VALUE;

  private final SampleLabels labels;
  private final @Nullable FamilyLabels family;
  private final ScrapeSettings.SampleRules rules;
  private final long sampleLimit;
  private final ScrapeCache cache;
  private final MetadataCache metadata;
  private final ScrapeCounters counters;

  /// Samples in the exposition.
  long scraped;

  /// Samples left by relabelling.
  long relabelled;

  /// Series which the scrape before did not have.
  long added;

  /// Exemplars without a time of their own, by reference of their series: of this scrape and of the
  /// last good one.
  private Map<Long, Exemplar> untimed = new HashMap<>();

  private Map<Long, Exemplar> untimedBefore = Map.of();
  private long counted;
  private @Nullable String limitError;

  SampleWriter(
      Labels target,
      ScrapeSettings settings,
      ScrapeCache cache,
      MetadataCache metadata,
      ScrapeCounters counters) {
    this.rules = settings.rules();
    this.family = rules.features().typeAndUnitLabels() ? new FamilyLabels() : null;
    this.labels = new SampleLabels(target, rules, family);
    this.sampleLimit = settings.sampleLimit();
    this.cache = cache;
    this.metadata = metadata;
    this.counters = counters;
  }

  /// Forgets the numbers of the scrape before.
  void reset() {
    scraped = 0;
    relabelled = 0;
    added = 0;
    counted = 0;
    limitError = null;
    if (family != null) {
      family.reset();
    }
  }

  /// Adds all samples of an exposition to the batch, staleness markers of vanished series included.
  ///
  /// @return what is wrong; null if all is well. Then nothing of the batch may be kept
  @Nullable String write(ExpositionParser parser, long nowMs, MetricsAppender appender) {
    String error;
    untimed = new HashMap<>();
    try {
      error = read(parser, nowMs, appender);
    } catch (SampleLabels.Refusal e) {
      if (e.isLimit()) {
        counters.increment(ScrapeCounter.EXCEEDED_LABELS);
      }
      error = e.getMessage();
    } catch (TrivetException e) {
      error = e.reason();
    }
    counters.add(ScrapeCounter.SAMPLES, scraped);
    if (error == null) {
      error = limitError;
    }
    if (error == null) {
      markStale(cache.succeed(), nowMs, appender);
      metadata.succeed();
      untimedBefore = untimed;
    }
    return error;
  }

  /// Adds staleness markers for all series of the last good scrape.
  void markAllStale(long nowMs, MetricsAppender appender) {
    markStale(cache.fail(), nowMs, appender);
  }

  private static void markStale(long[] references, long nowMs, MetricsAppender appender) {
    for (long reference : references) {
      appender.add(reference, nowMs, STALE, MetricsAppender.NO_START);
    }
  }

  private @Nullable String read(ExpositionParser parser, long nowMs, MetricsAppender appender)
      throws SampleLabels.Refusal {
    while (true) {
      Entry entry = parser.next();
      switch (entry) {
        case END -> {
          return null;
        }
        case TYPE, HELP, UNIT -> {
          metadata.take(entry, parser, appender::metadata);
          if (family != null) {
            family.take(entry, parser);
          }
        }
        case SAMPLE, HISTOGRAM -> {
          scraped++;
          String error = sample(parser, entry == Entry.HISTOGRAM, nowMs, appender);
          if (error != null) {
            return error;
          }
        }
      }
    }
  }

  private @Nullable String sample(
      ExpositionParser parser, boolean isHistogram, long nowMs, MetricsAppender appender)
      throws SampleLabels.Refusal {
    boolean ownTime = rules.honorTimestamps() && parser.hasTimestamp();
    long timeMs = ownTime ? parser.timestampMs() : nowMs;
    boolean wantsMarker = !ownTime || rules.trackTimestamps();
    long keyHigh = family == null ? parser.keyHigh() : parser.keyHigh() ^ family.salt();
    long keyLow = parser.keyLow();
    int at = cache.find(keyHigh, keyLow);
    boolean known = at != ScrapeCache.MISSING && cache.isCurrent(at);
    if (at != ScrapeCache.MISSING && cache.reference(at) == ScrapeCache.DROPPED) {
      cache.see(at, false);
      return null;
    }
    if (known && cache.isSeen(at) && !ownTime) {
      counters.increment(ScrapeCounter.DUPLICATES);
      relabelled++;
      return null;
    }
    long reference = at == ScrapeCache.MISSING ? MetricsAppender.NO_SERIES : cache.reference(at);
    if (reference == MetricsAppender.NO_SERIES) {
      Labels stored = labels.of(parser);
      if (stored == null) {
        cache.add(keyHigh, keyLow, ScrapeCache.DROPPED, false);
        return null;
      }
      reference = appender.series(stored);
      at = cache.add(keyHigh, keyLow, reference, wantsMarker);
    }
    AppendStatus status = append(parser, isHistogram, reference, timeMs, appender);
    if (status == AppendStatus.UNKNOWN_SERIES) {
      Labels stored = labels.of(parser);
      if (stored != null) {
        reference = appender.series(stored);
        cache.setReference(at, reference);
        status = append(parser, isHistogram, reference, timeMs, appender);
      }
    }
    boolean isNewAndRefused = !known && !status.isAccepted();
    if (isNewAndRefused) {
      cache.unsee(at); // another sample of the series may follow
    } else {
      cache.see(at, wantsMarker && status.isAccepted());
    }
    if (status == AppendStatus.INVALID_HISTOGRAM) {
      return "invalid histogram";
    }
    count(status);
    relabelled++;
    added += !known && status.isAccepted() && limitError == null ? 1 : 0;
    boolean isOutside = isNewAndRefused && status != AppendStatus.OUT_OF_ORDER;
    if (!isOutside && limitError == null && parser.exemplars() > 0) {
      exemplars(parser, isHistogram, reference, timeMs, appender);
    }
    return null;
  }

  /// Adds the exemplars of one sample by their times, whatever order the target shows them in. At
  /// native histograms only those that have a time count.
  private void exemplars(
      ExpositionParser parser,
      boolean isHistogram,
      long reference,
      long timeMs,
      MetricsAppender appender) {
    List<Exemplar> shown = new ArrayList<>();
    for (int i = 0; i < parser.exemplars(); i++) {
      Exemplar exemplar = parser.exemplar(i, NO_TIME);
      if (exemplar.timestampMs() == NO_TIME) {
        if (isHistogram || isShownAgain(reference, exemplar)) {
          continue;
        }
        exemplar = new Exemplar(exemplar.labels(), exemplar.value(), timeMs);
      }
      shown.add(exemplar);
    }
    if (shown.size() > 1) {
      shown.sort(
          Comparator.comparingLong(Exemplar::timestampMs).thenComparingDouble(Exemplar::value));
    }
    for (Exemplar exemplar : shown) {
      if (!appender.addExemplar(reference, exemplar).isAccepted()) {
        counters.increment(ScrapeCounter.EXEMPLARS_REJECTED);
      }
    }
  }

  /// Whether the scrape before had this exemplar, which has no time, at the same series: then it is
  /// shown again and is not a new one.
  private boolean isShownAgain(long reference, Exemplar exemplar) {
    untimed.put(reference, exemplar);
    return exemplar.equals(untimedBefore.get(reference));
  }

  private AppendStatus append(
      ExpositionParser parser,
      boolean isHistogram,
      long reference,
      long timeMs,
      MetricsAppender appender) {
    if (sampleLimit > 0 && ++counted > sampleLimit) {
      // All samples are still counted, so that the report says how many there are.
      if (limitError == null) {
        counters.increment(ScrapeCounter.EXCEEDED_SAMPLES);
        limitError = "sample limit exceeded";
      }
      return AppendStatus.ACCEPTED;
    }
    boolean starts = startsAfterNewest(parser.startMs(), timeMs, reference, appender);
    if (!isHistogram) {
      if (starts) {
        appender.add(reference, parser.startMs(), 0.0, MetricsAppender.NO_START);
      }
      return appender.add(reference, timeMs, parser.value(), parser.startMs());
    }
    NativeHistogram histogram = HistogramLimits.atMost(parser.histogram(), rules.largestSchema());
    if (rules.bucketLimit() > 0) {
      histogram = HistogramLimits.limited(histogram, rules.bucketLimit());
      if (HistogramLimits.buckets(histogram) > rules.bucketLimit()) {
        if (limitError == null) {
          counters.increment(ScrapeCounter.EXCEEDED_BUCKETS);
          limitError = "histogram bucket limit exceeded";
        }
        return AppendStatus.ACCEPTED;
      }
    }
    if (starts) {
      appender.add(reference, parser.startMs(), histogram.zero(), MetricsAppender.NO_START);
    }
    return appender.add(reference, timeMs, histogram, parser.startMs());
  }

  /// Whether a counter began after its newest sample, so that a zero is due at its start.
  private boolean startsAfterNewest(
      long startMs, long timeMs, long reference, MetricsAppender appender) {
    return rules.features().zeroSamples()
        && startMs > 0
        && startMs < timeMs
        && startMs > appender.newestTime(reference);
  }

  private void count(AppendStatus status) {
    switch (status) {
      case ACCEPTED, SAME_SAMPLE, SUPERSEDED -> {}
      case DUPLICATE_TIMESTAMP -> counters.increment(ScrapeCounter.DUPLICATES);
      case OUT_OF_ORDER, TOO_OLD -> counters.increment(ScrapeCounter.OUT_OF_ORDER);
      case OUT_OF_BOUNDS, IN_FUTURE -> counters.increment(ScrapeCounter.OUT_OF_BOUNDS);
      case INVALID_HISTOGRAM, INVALID_EXEMPLAR, UNKNOWN_SERIES ->
          counters.increment(ScrapeCounter.OUT_OF_BOUNDS);
    }
  }
}
