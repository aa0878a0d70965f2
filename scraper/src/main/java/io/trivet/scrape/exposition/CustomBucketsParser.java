package io.trivet.scrape.exposition;

import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.histogram.NativeHistogram;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns the classic series of histograms into native ones with custom buckets. Series of one
/// histogram stand together: the first entry that does not belong to it completes it. A histogram
/// that is exposed as a native one too is left alone, one whose counts contradict each other is
/// left out.
final class CustomBucketsParser implements ExpositionParser {
  private final ExpositionParser inner;
  private final boolean classicToo;
  private final LabelsBuilder builder = new LabelsBuilder();
  private final SeriesHash hash = new SeriesHash();
  private final ClassicHistogram classic = new ClassicHistogram(NativeHistogram.ResetHint.UNKNOWN);

  private String family = "";

  /// Labels of the histogram that is being collected, without `le` and suffix.
  private @Nullable Labels collecting;

  private @Nullable Labels nativeLabels;
  private boolean hasTimestamp;
  private long timestampMs;
  private long startMs;
  private List<Exemplar> exemplars = new ArrayList<>();

  /// The entry of the inner parser that completed a histogram and comes after it.
  private @Nullable Entry held;

  private boolean atConverted;
  private Labels converted = Labels.EMPTY;
  private @Nullable NativeHistogram value;
  private List<Exemplar> valueExemplars = List.of();
  private boolean valueHasTimestamp;
  private long valueTimestampMs;
  private long valueStartMs;

  /// Stands for "no time" in exemplars whose time is that of their sample.
  private static final long OWN_TIME = Long.MIN_VALUE;

  CustomBucketsParser(ExpositionParser inner, boolean classicToo) {
    this.inner = inner;
    this.classicToo = classicToo;
  }

  @Override
  public Entry next() {
    atConverted = false;
    while (true) {
      Entry entry;
      if (held != null) {
        entry = held;
        held = null;
      } else {
        entry = inner.next();
      }
      Labels histogram = entry == Entry.SAMPLE ? classicSeries() : null;
      if (collecting != null && !collecting.equals(histogram)) {
        held = entry;
        if (complete()) {
          return Entry.HISTOGRAM;
        }
        continue;
      }
      if (entry == Entry.TYPE) {
        family = inner.family().toString();
        nativeLabels = null;
      } else if (entry == Entry.HISTOGRAM) {
        inner.labels(builder);
        nativeLabels = builder.build();
      } else if (histogram != null) {
        collect(histogram);
        if (!classicToo) {
          continue;
        }
      }
      return entry;
    }
  }

  /// Labels of the histogram whose series the inner parser is at; null if it is at another.
  private @Nullable Labels classicSeries() {
    if (inner.type() != MetricType.HISTOGRAM) {
      return null;
    }
    inner.labels(builder);
    String name = builder.get(Labels.METRIC_NAME);
    boolean isPart =
        name.startsWith(family)
            && switch (name.substring(family.length())) {
              case "_bucket" -> !builder.get("le").isEmpty();
              case "_sum", "_count" -> true;
              default -> false;
            };
    if (!isPart) {
      return null;
    }
    Labels labels = builder.remove("le").set(Labels.METRIC_NAME, family).build();
    return labels.equals(nativeLabels) ? null : labels;
  }

  private void collect(Labels histogram) {
    if (collecting == null) {
      collecting = histogram;
      classic.clear();
      exemplars = new ArrayList<>();
      hasTimestamp = false;
      startMs = inner.startMs();
    }
    inner.labels(builder);
    switch (builder.get(Labels.METRIC_NAME).substring(family.length())) {
      case "_sum" -> classic.sum(inner.value());
      case "_count" -> classic.count(inner.value());
      default -> classic.bucket(bound(builder.get("le")), inner.value());
    }
    if (inner.hasTimestamp()) {
      hasTimestamp = true;
      timestampMs = inner.timestampMs();
    }
    for (int i = 0; i < inner.exemplars(); i++) {
      exemplars.add(inner.exemplar(i, OWN_TIME));
    }
  }

  private static double bound(String le) {
    byte[] raw = le.getBytes(StandardCharsets.UTF_8);
    try {
      return FloatText.parse(raw, 0, raw.length);
    } catch (ExpositionException e) {
      return Double.NaN; // makes the histogram broken
    }
  }

  /// Whether what was collected makes a histogram.
  private boolean complete() {
    value = classic.convert();
    if (collecting == null || value == null) {
      collecting = null;
      return false;
    }
    converted = collecting;
    collecting = null;
    valueExemplars = exemplars;
    valueHasTimestamp = hasTimestamp;
    valueTimestampMs = timestampMs;
    valueStartMs = startMs;
    byte[] identity = converted.toString().getBytes(StandardCharsets.UTF_8);
    hash.reset(MetricType.HISTOGRAM.seed());
    hash.add(identity, 0, identity.length);
    atConverted = true;
    return true;
  }

  @Override
  public long keyHigh() {
    return atConverted ? hash.high() : inner.keyHigh();
  }

  @Override
  public long keyLow() {
    return atConverted ? hash.low() : inner.keyLow();
  }

  @Override
  public @Nullable String labels(LabelsBuilder into) {
    if (!atConverted) {
      return inner.labels(into);
    }
    into.reset(converted);
    return null;
  }

  @Override
  public boolean hasEmptyLabel(String name) {
    return !atConverted && inner.hasEmptyLabel(name);
  }

  @Override
  public double value() {
    return inner.value();
  }

  @Override
  public NativeHistogram histogram() {
    return atConverted && value != null ? value : inner.histogram();
  }

  @Override
  public boolean hasTimestamp() {
    return atConverted ? valueHasTimestamp : inner.hasTimestamp();
  }

  @Override
  public long timestampMs() {
    return atConverted ? valueTimestampMs : inner.timestampMs();
  }

  @Override
  public long startMs() {
    return atConverted ? valueStartMs : inner.startMs();
  }

  @Override
  public int exemplars() {
    return atConverted ? valueExemplars.size() : inner.exemplars();
  }

  @Override
  public Exemplar exemplar(int index, long defaultTimestampMs) {
    if (!atConverted) {
      return inner.exemplar(index, defaultTimestampMs);
    }
    Exemplar exemplar = valueExemplars.get(index);
    return exemplar.timestampMs() == OWN_TIME
        ? new Exemplar(exemplar.labels(), exemplar.value(), defaultTimestampMs)
        : exemplar;
  }

  @Override
  public Slice family() {
    return inner.family();
  }

  @Override
  public Slice text() {
    return inner.text();
  }

  @Override
  public String help() {
    return inner.help();
  }

  @Override
  public MetricType type() {
    return inner.type();
  }
}
