package io.trivet.logs.logql;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.logs.BatchCursor;
import io.trivet.logs.Direction;
import io.trivet.logs.EntryBatch;
import io.trivet.logs.LogQuerier;
import io.trivet.logs.LogScan;
import io.trivet.logs.LogVolume;
import io.trivet.logs.StreamSelection;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A log store that keeps everything in lists, gives small batches, and checks that callers read
/// only the columns they asked for.
final class MemoryLogs implements LogQuerier {
  private static final int BATCH = 5;

  private record Stored(long time, byte[] line, List<String> metadata) {}

  private final Map<Labels, List<Stored>> streams = new TreeMap<>();

  void clear() {
    streams.clear();
  }

  void add(Labels stream, long timeNanos, String line, String... metadata) {
    streams
        .computeIfAbsent(stream, _ -> new ArrayList<>())
        .add(new Stored(timeNanos, line.getBytes(StandardCharsets.UTF_8), List.of(metadata)));
  }

  @Override
  public StreamSelection select(QueryContext context, LogScan scan) {
    List<Labels> found = new ArrayList<>();
    streams.keySet().stream()
        .filter(labels -> scan.matchers().stream().allMatch(m -> m.matches(labels)))
        .forEach(found::add);
    return new StreamSelection() {
      @Override
      public int size() {
        return found.size();
      }

      @Override
      public Labels labels(int index) {
        return found.get(index);
      }

      @Override
      public BatchCursor open(int index) {
        return new Cursor(
            found.get(index), streams.getOrDefault(found.get(index), List.of()), scan);
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }

  private static final class Cursor implements BatchCursor {
    private final Labels labels;
    private final List<Stored> entries;
    private final LogScan.Columns columns;
    private int at;

    Cursor(Labels labels, List<Stored> all, LogScan scan) {
      this.labels = labels;
      this.columns = scan.columns();
      List<Stored> sorted = new ArrayList<>(all);
      sorted.removeIf(e -> !scan.range().contains(e.time()));
      sorted.sort(Comparator.comparingLong(Stored::time));
      this.entries = scan.direction() == Direction.FORWARD ? sorted : sorted.reversed();
    }

    @Override
    public boolean next(EntryBatch into) {
      if (at >= entries.size()) {
        return false;
      }
      List<Stored> batch = entries.subList(at, Math.min(entries.size(), at + BATCH));
      at += batch.size();
      into.stream = labels;
      into.size = batch.size();
      into.timestamps = batch.stream().mapToLong(Stored::time).toArray();
      into.starts = new int[0];
      into.lengths = new int[0];
      into.bytes = new byte[0];
      into.byteLength = 0;
      into.hasMetadata = false;
      if (columns != LogScan.Columns.TIMES) {
        into.lengths = batch.stream().mapToInt(e -> e.line().length).toArray();
      }
      if (columns == LogScan.Columns.ALL) {
        lines(batch, into);
        metadata(batch, into);
      }
      return true;
    }

    private static void lines(List<Stored> batch, EntryBatch into) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      into.starts = new int[batch.size()];
      for (int i = 0; i < batch.size(); i++) {
        into.starts[i] = bytes.size();
        bytes.writeBytes(batch.get(i).line());
      }
      into.bytes = bytes.toByteArray();
      into.byteLength = into.bytes.length;
    }

    private static void metadata(List<Stored> batch, EntryBatch into) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      into.metadataStarts = new int[batch.size() + 1];
      int[] pairs = new int[0];
      for (int i = 0; i < batch.size(); i++) {
        into.metadataStarts[i] = pairs.length / 4;
        for (String text : batch.get(i).metadata()) {
          byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
          pairs = Arrays.copyOf(pairs, pairs.length + 2);
          pairs[pairs.length - 2] = bytes.size();
          pairs[pairs.length - 1] = utf8.length;
          bytes.writeBytes(utf8);
        }
      }
      into.metadataStarts[batch.size()] = pairs.length / 4;
      into.metadataPairs = pairs;
      into.metadataBytes = bytes.toByteArray();
      into.hasMetadata = pairs.length > 0;
    }

    @Override
    public long nextMinNanos() {
      return entries.subList(at, entries.size()).stream().mapToLong(Stored::time).min().orElse(0);
    }

    @Override
    public long nextMaxNanos() {
      return entries.subList(at, entries.size()).stream().mapToLong(Stored::time).max().orElse(0);
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }

  @Override
  public List<String> labelNames(
      QueryContext context, List<List<LabelMatcher>> selectors, TimeRange range) {
    throw new UnsupportedOperationException("queries do not ask for label names");
  }

  @Override
  public List<String> labelValues(
      QueryContext context, String name, List<List<LabelMatcher>> selectors, TimeRange range) {
    throw new UnsupportedOperationException("queries do not ask for label values");
  }

  @Override
  public List<Labels> series(
      QueryContext context, List<List<LabelMatcher>> selectors, TimeRange range) {
    throw new UnsupportedOperationException("queries do not ask for series");
  }

  @Override
  public LogVolume volume(QueryContext context, List<LabelMatcher> matchers, TimeRange range) {
    throw new UnsupportedOperationException("queries do not ask for volumes");
  }

  @Override
  public AutoCloseable follow(List<LabelMatcher> matchers, Consumer<EntryBatch> listener) {
    throw new UnsupportedOperationException("queries do not follow");
  }
}
