package io.trivet.metrics.head;

import io.trivet.core.codec.BytesReader;
import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.label.Labels;
import io.trivet.core.label.LabelsBuilder;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.MetricMetadata;
import io.trivet.metrics.chunk.HistogramColumn;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts the batches of a journal back into the head when it is opened. Owned by one thread.
final class BatchReplay {
  private static final Logger log = LoggerFactory.getLogger(BatchReplay.class);

  /// Takes the samples of a record.
  interface Target {
    int series(Labels labels);

    void sample(int series, long time, long bits, long start);

    void histogram(int series, long time, NativeHistogram histogram, long start);

    void exemplar(int series, Exemplar exemplar);

    void metadata(String metricName, MetricMetadata metadata);
  }

  private final Target target;
  private final BytesReader in = new BytesReader(new byte[0]);

  /// Series of the head by the number they had in the journal, -1 where undefined.
  private int[] numbers = new int[1024];

  private String[] texts = new String[64];
  private int epoch;
  private boolean started;
  private long lostSamples;
  private long damagedBatches;

  BatchReplay(Target target) {
    this.target = target;
  }

  /// Samples that could not be put back because the record which defined their series is damaged.
  long lostSamples() {
    return lostSamples;
  }

  /// Whether a record is the first of an epoch: series of the ones before are not in it.
  boolean beginsEpoch(byte[] buffer, int offset, int length) {
    in.reset(buffer, offset, length);
    return length >= Integer.BYTES && (!started || in.getInt() != epoch);
  }

  /// Applies a record of the journal.
  ///
  /// @param seriesOnly whether its samples are in blocks already
  void apply(long segment, int type, byte[] buffer, int offset, int length, boolean seriesOnly) {
    if (type != BatchRecord.TYPE) {
      throw new IllegalStateException(
          "journal segment "
              + segment
              + " has a record of type "
              + type
              + ", which this version does not know: run a newer one");
    }
    in.reset(buffer, offset, length);
    try {
      applyBatch(seriesOnly);
    } catch (MalformedBytesException | IndexOutOfBoundsException e) {
      // The checksum was right, so this is a fault of the writer; what follows is still good.
      damagedBatches++;
      log.error("batch {} in journal segment {} is damaged", damagedBatches, segment, e);
    }
  }

  private void applyBatch(boolean seriesOnly) {
    int recordEpoch = in.getInt();
    if (!started || recordEpoch != epoch) {
      epoch = recordEpoch;
      started = true;
      Arrays.fill(numbers, -1);
    }
    long firstTime = in.getSigned();
    int textCount = in.getLength(in.remaining());
    if (texts.length < textCount) {
      texts = new String[2 * textCount];
    }
    for (int i = 0; i < textCount; i++) {
      texts[i] = in.getString();
    }
    readDefinitions(textCount);
    if (seriesOnly) {
      return;
    }
    readSamples(firstTime);
    readHistograms(firstTime);
    readExemplars(firstTime);
    int metadata = in.getLength(in.remaining());
    for (int i = 0; i < metadata; i++) {
      String name = in.getString();
      target.metadata(name, new MetricMetadata(in.getString(), in.getString(), in.getString()));
    }
  }

  private void readDefinitions(int textCount) {
    int definitions = in.getLength(in.remaining());
    int number = 0;
    for (int i = 0; i < definitions; i++) {
      number += (int) in.getSigned();
      String[] pairs = new String[2 * in.getLength(in.remaining())];
      for (int j = 0; j < pairs.length; j++) {
        pairs[j] = texts[in.getLength(textCount - 1)];
      }
      if (number >= numbers.length) {
        int old = numbers.length;
        numbers = Arrays.copyOf(numbers, Math.max(number + 1, 2 * old));
        Arrays.fill(numbers, old, numbers.length, -1);
      }
      numbers[number] = target.series(Labels.ofSorted(pairs));
    }
  }

  private int series(int number) {
    int series = number >= 0 && number < numbers.length ? numbers[number] : -1;
    if (series < 0) {
      lostSamples++;
    }
    return series;
  }

  private void readSamples(long firstTime) {
    int count = in.getLength(in.remaining());
    int number = 0;
    long time = firstTime;
    long start = 0;
    for (int i = 0; i < count; i++) {
      int control = in.getByte();
      number += (control & BatchRecord.NEXT_SERIES) != 0 ? 1 : (int) in.getSigned();
      time += (control & BatchRecord.SAME_TIME) != 0 ? 0 : in.getSigned();
      boolean hasStart = (control & BatchRecord.HAS_START) != 0;
      if (hasStart && (control & BatchRecord.SAME_START) == 0) {
        start = time + in.getSigned();
      }
      int bytes = control & 15;
      if (bytes > 8) {
        throw new MalformedBytesException(in.position(), "value of " + bytes + " bytes");
      }
      long raw = 0;
      for (int b = 0; b < bytes; b++) {
        raw |= (long) in.getByte() << 56 - 8 * b;
      }
      int series = series(number);
      if (series >= 0) {
        target.sample(series, time, raw, hasStart ? start : 0);
      }
    }
  }

  private void readHistograms(long firstTime) {
    int count = in.getLength(in.remaining());
    int number = 0;
    for (int i = 0; i < count; i++) {
      number += (int) in.getSigned();
      long time = firstTime + in.getSigned();
      long sinceStart = in.getSigned();
      NativeHistogram histogram = HistogramColumn.read(in, null);
      int series = series(number);
      if (series >= 0) {
        target.histogram(series, time, histogram, sinceStart == 0 ? 0 : time + sinceStart);
      }
    }
  }

  private void readExemplars(long firstTime) {
    int count = in.getLength(in.remaining());
    int number = 0;
    LabelsBuilder labels = new LabelsBuilder();
    for (int i = 0; i < count; i++) {
      number += (int) in.getSigned();
      long time = firstTime + in.getSigned();
      double value = in.getDouble();
      int pairs = in.getLength(in.remaining());
      labels.reset(Labels.EMPTY);
      for (int j = 0; j < pairs; j++) {
        String name = in.getString();
        labels.set(name, in.getString());
      }
      int series = series(number);
      if (series >= 0) {
        target.exemplar(series, new Exemplar(labels.build(), value, time));
      }
    }
  }
}
