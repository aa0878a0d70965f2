package io.trivet.metrics.head;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.label.Labels;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.MetricMetadata;
import io.trivet.metrics.chunk.HistogramColumn;
import java.util.HashMap;
import java.util.Map;

/// Writes the journal record of one batch. Owned by one thread, reusable.
///
/// ```text
/// record     = epoch (4 bytes)  first time (signed varint)  texts  series  samples  histograms
///              exemplars  metadata                              each begins with its number (varint)
/// text       = length (varint)  UTF-8
/// series     = number - number of the one before (signed varint)  labels (varint), each: name and
///              value as positions in the texts (varints)
/// sample     = control (byte)  [number - number before (signed varint)]
///              [time - time before (signed varint)]  [start - time (signed varint)]  value
/// control    = bytes of the value, 4 bits | number is the next | time is that before |
///              has a start | start is that before
/// value      = its bits without the zero bytes at the low end, big endian
/// histogram  = number - number before, time - first time, start - time or 0 (signed varints),
///              see HistogramColumn
/// exemplar   = number - number before, time - first time (signed varints)  value (8 bytes)
///              labels (varint), each: name and value (texts)
/// metadata   = name, type, help, unit (texts)
/// ```
///
/// Numbers of series mean something within one epoch only; the first record of an epoch that uses a
/// number defines it. An epoch ends with a cut of the journal and with the process.
final class BatchRecord {
  static final int TYPE = 1;
  static final int NEXT_SERIES = 1 << 4;
  static final int SAME_TIME = 1 << 5;
  static final int HAS_START = 1 << 6;
  static final int SAME_START = 1 << 7;

  private final BytesWriter out = new BytesWriter(64 * 1024);
  private final BytesWriter texts = new BytesWriter(4096);
  private final BytesWriter definitions = new BytesWriter(4096);
  private final Map<String, Integer> positions = new HashMap<>();
  private int definitionCount;
  private int lastDefined;

  BytesWriter bytes() {
    return out;
  }

  /// Begins a record.
  void begin() {
    out.clear();
    texts.clear();
    definitions.clear();
    positions.clear();
    definitionCount = 0;
    lastDefined = 0;
  }

  /// Adds the definition of a series.
  void define(int series, Labels labels) {
    definitions.putSigned(series - lastDefined);
    lastDefined = series;
    definitions.putVarint(labels.size());
    for (int i = 0; i < labels.size(); i++) {
      definitions.putVarint(position(labels.name(i)));
      definitions.putVarint(position(labels.value(i)));
    }
    definitionCount++;
  }

  private int position(String text) {
    Integer known = positions.get(text);
    if (known == null) {
      known = positions.size();
      positions.put(text, known);
      texts.putString(text);
    }
    return known;
  }

  /// Writes the rest after the definitions.
  void finish(int epoch, Batch batch) {
    long firstTime =
        batch.size > 0
            ? batch.times[0]
            : batch.histograms.isEmpty() ? 0 : batch.histograms.getFirst().time();
    out.putInt(epoch);
    out.putSigned(firstTime);
    out.putVarint(positions.size());
    out.putBytes(texts.array(), 0, texts.length());
    out.putVarint(definitionCount);
    out.putBytes(definitions.array(), 0, definitions.length());
    writeSamples(batch, firstTime);
    writeHistograms(batch, firstTime);
    writeExemplars(batch, firstTime);
    out.putVarint(batch.metadata.size());
    for (Batch.MetadataRow row : batch.metadata) {
      MetricMetadata metadata = row.metadata();
      out.putString(row.metricName());
      out.putString(metadata.type());
      out.putString(metadata.help());
      out.putString(metadata.unit());
    }
  }

  private void writeSamples(Batch batch, long firstTime) {
    out.putVarint(batch.size);
    int series = 0;
    long time = firstTime;
    long start = 0;
    for (int i = 0; i < batch.size; i++) {
      out.ensure(64);
      long raw = batch.bits[i];
      int bytes = raw == 0 ? 0 : 8 - Long.numberOfTrailingZeros(raw) / 8;
      int control = bytes;
      int seriesDelta = batch.series[i] - series;
      control |= seriesDelta == 1 ? NEXT_SERIES : 0;
      control |= batch.times[i] == time ? SAME_TIME : 0;
      if (batch.starts[i] != 0) {
        control |= HAS_START | (batch.starts[i] == start ? SAME_START : 0);
      }
      out.putByte(control);
      if (seriesDelta != 1) {
        out.putSigned(seriesDelta);
      }
      if (batch.times[i] != time) {
        out.putSigned(batch.times[i] - time);
      }
      if ((control & HAS_START) != 0 && (control & SAME_START) == 0) {
        out.putSigned(batch.starts[i] - batch.times[i]);
        start = batch.starts[i];
      }
      // Eight bytes are always room enough; only those which count are kept.
      int end = out.length() + bytes;
      out.putLong(Long.reverseBytes(raw));
      out.truncate(end);
      series = batch.series[i];
      time = batch.times[i];
    }
  }

  private void writeHistograms(Batch batch, long firstTime) {
    out.putVarint(batch.histograms.size());
    int series = 0;
    for (Batch.HistogramRow row : batch.histograms) {
      out.putSigned(row.series() - series);
      out.putSigned(row.time() - firstTime);
      out.putSigned(row.start() == 0 ? 0 : row.start() - row.time());
      HistogramColumn.write(row.histogram(), null, out);
      series = row.series();
    }
  }

  private void writeExemplars(Batch batch, long firstTime) {
    out.putVarint(batch.exemplars.size());
    int series = 0;
    for (Batch.ExemplarRow row : batch.exemplars) {
      Exemplar exemplar = row.exemplar();
      out.putSigned(row.series() - series);
      out.putSigned(exemplar.timestampMs() - firstTime);
      out.putDouble(exemplar.value());
      out.putVarint(exemplar.labels().size());
      exemplar
          .labels()
          .forEach((name, value) -> {
            out.putString(name);
            out.putString(value);
          });
      series = row.series();
    }
  }
}
