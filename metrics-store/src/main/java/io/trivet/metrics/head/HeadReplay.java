package io.trivet.metrics.head;

import io.trivet.core.label.Labels;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.MetricMetadata;
import io.trivet.metrics.histogram.NativeHistogram;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts the records of a journal back into a head which nobody else has yet, in no more memory than
/// the head had when it wrote them: where the samples become too many they go to blocks, and where
/// an epoch ends (after which the journal names all series anew) the series are forgotten if they
/// take much.
///
/// ```text
/// segments   1    2    3    4    5      blocks written on the way, at the end of a record of 4,
/// epoch       +-- a --+---- b ----+     cover segments below 4: the next replay takes samples
///                      names |          from 4 on, and from 3 the names of the series of b
///                            covered
/// ```
///
/// If the process ends on the way, samples of the covering segment may be in blocks and in the
/// journal; they are read once.
final class HeadReplay implements BatchReplay.Target {
  private static final Logger log = LoggerFactory.getLogger(HeadReplay.class);

  private final Head head;
  private final MetadataTable metadata;
  private final Head.Blocks blocks;
  private final long covered;
  private final BatchReplay batches = new BatchReplay(this);
  private long segment;
  private long epochSegment;
  private long neededFrom;
  private int samples;
  private boolean flushDue;

  /// @param covered samples in segments below this number are in blocks
  HeadReplay(Head head, MetadataTable metadata, Head.Blocks blocks, long covered) {
    this.head = head;
    this.metadata = metadata;
    this.blocks = blocks;
    this.covered = covered;
    this.neededFrom = Long.MAX_VALUE;
    head.memory().whenFlushIsDue(() -> flushDue = true);
  }

  /// Takes the next record.
  void apply(long recordSegment, int type, byte[] buffer, int offset, int length)
      throws IOException {
    segment = recordSegment;
    if (batches.beginsEpoch(buffer, offset, length)) {
      beginEpoch();
    }
    if (segment >= covered && neededFrom == Long.MAX_VALUE) {
      neededFrom = Math.min(covered, epochSegment);
    }
    batches.apply(segment, type, buffer, offset, length, segment < covered);
    head.memory().samplesAdded(samples);
    samples = 0;
    if (flushDue || head.hasManyExemplars()) {
      flush();
    }
  }

  /// To be called after the last record.
  void finish() {
    head.memory().measure();
    if (batches.lostSamples() > 0) {
      log.error(
          "{} samples of the journal are lost, for the record that names their series is damaged",
          batches.lostSamples());
    }
  }

  /// Number of the oldest segment which another replay would need.
  long neededFrom() {
    return Math.min(covered, neededFrom);
  }

  private void beginEpoch() throws IOException {
    epochSegment = segment;
    if (segment < covered) {
      head.forgetAllSeries();
      return;
    }
    head.memory().measure();
    if (head.memory().isHalfFull() && flush()) {
      head.forgetAllSeries();
    }
  }

  /// Writes what there is to blocks, if that is possible; it must be where memory is at its end.
  private boolean flush() throws IOException {
    flushDue = false;
    HeadSamples full = head.takeSamples();
    if (full.isEmpty()) {
      return true;
    }
    try {
      blocks.write(head, full, segment);
      log.info("wrote {} samples of the journal to blocks", full.sampleCount());
    } catch (IOException e) {
      head.putBack(full);
      head.memory().measure();
      if (head.memory().isFull()) {
        throw e;
      }
      log.error("samples of the journal cannot be written to blocks and stay in memory", e);
      return false;
    }
    head.memory().measure();
    return true;
  }

  @Override
  public int series(Labels labels) {
    int before = head.registry().size();
    int series = head.registry().add(labels);
    if (series == before) {
      head.memory().seriesAdded();
    }
    return series;
  }

  @Override
  public void sample(int series, long time, long bits, long start) {
    samples++;
    head.current().add(series, time, bits, start);
    SeriesRegistry registry = head.registry();
    if (time > registry.lastTime(series)) {
      registry.last(series, time, bits);
      head.sawTime(time);
    }
  }

  @Override
  public void histogram(int series, long time, NativeHistogram histogram, long start) {
    samples++;
    head.current().add(series, time, histogram, start);
    SeriesRegistry registry = head.registry();
    if (time > registry.lastTime(series)) {
      registry.last(series, time, histogram);
      head.sawTime(time);
    }
  }

  @Override
  public void exemplar(int series, Exemplar exemplar) {
    head.current().addExemplar(series, exemplar);
  }

  @Override
  public void metadata(String metricName, MetricMetadata value) {
    metadata.add(metricName, value);
  }
}
