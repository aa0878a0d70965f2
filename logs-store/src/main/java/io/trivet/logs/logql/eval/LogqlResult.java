package io.trivet.logs.logql.eval;

import io.trivet.core.label.Labels;
import io.trivet.logs.logql.pipeline.EntryLabels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a query yields. Label sets of results may hold labels with empty values: a stage which sets
/// a label to "" makes it part of the identity of a stream or series.
public sealed interface LogqlResult {
  /// Log entries in the direction of the query.
  record Streams(List<Entry> entries) implements LogqlResult {
    public Streams {
      entries = List.copyOf(entries);
    }

    /// The entries by their whole label sets, sorted by labels; entries keep their order.
    public Map<Labels, List<Entry>> byLabels() {
      Map<Labels, List<Entry>> streams = new TreeMap<>();
      for (Entry entry : entries) {
        streams.computeIfAbsent(entry.labels().all(), _ -> new ArrayList<>()).add(entry);
      }
      return new LinkedHashMap<>(streams);
    }

    /// The entries by what is left of their stream labels, sorted by labels; structured metadata
    /// and parsed labels stay with each entry (the encoding flag `categorize-labels`).
    public Map<Labels, List<Entry>> byStreamLabels() {
      Map<Labels, List<Entry>> streams = new TreeMap<>();
      for (Entry entry : entries) {
        streams.computeIfAbsent(entry.labels().stream(), _ -> new ArrayList<>()).add(entry);
      }
      return new LinkedHashMap<>(streams);
    }
  }

  /// One log entry.
  ///
  /// @param timestampNanos nanoseconds since the epoch
  /// @param line the line after all stages, UTF-8; not to be changed
  record Entry(long timestampNanos, byte[] line, EntryLabels labels) {}

  /// An instant vector.
  ///
  /// @param timeMillis milliseconds since the epoch
  /// @param samples sorted by labels, unless the query sorts by value
  record Vector(long timeMillis, List<Sample> samples) implements LogqlResult {
    public Vector {
      samples = List.copyOf(samples);
    }
  }

  record Sample(Labels labels, double value) {}

  /// Series over the steps of a range query, sorted by labels.
  record Matrix(List<Series> series) implements LogqlResult {
    public Matrix {
      series = List.copyOf(series);
    }
  }

  /// One series; only steps with a sample are there.
  ///
  /// @param timesMillis milliseconds since the epoch, ascending, as long as `values`
  record Series(Labels labels, long[] timesMillis, double[] values) {}

  /// A number.
  ///
  /// @param timeMillis milliseconds since the epoch
  record Scalar(long timeMillis, double value) implements LogqlResult {}
}
