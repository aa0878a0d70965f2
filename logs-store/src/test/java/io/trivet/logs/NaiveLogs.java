package io.trivet.logs;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A model of the log store that cannot be wrong: all entries in a list for each stream.
final class NaiveLogs {
  /// One entry; metadata as name, value, name, value ...
  record Entry(long time, String line, List<String> metadata) {}

  private final Map<Labels, Set<Entry>> streams = new TreeMap<>();

  void add(Labels stream, Entry entry) {
    streams.computeIfAbsent(stream, key -> new LinkedHashSet<>()).add(entry);
  }

  /// What a scan gives: entries by stream, ordered by time; those of one time as they arrived, the
  /// other way round backward.
  Map<Labels, List<Entry>> scan(List<LabelMatcher> matchers, TimeRange range, Direction direction) {
    Map<Labels, List<Entry>> found = new TreeMap<>();
    streams.forEach((labels, entries) -> {
      if (!matchers.stream().allMatch(matcher -> matcher.matches(labels))) {
        return;
      }
      List<Entry> wanted = new ArrayList<>();
      entries.stream().filter(entry -> range.contains(entry.time())).forEach(wanted::add);
      wanted.sort(Comparator.comparingLong(Entry::time));
      if (direction == Direction.BACKWARD) {
        Collections.reverse(wanted);
      }
      if (!wanted.isEmpty()) {
        found.put(labels, wanted);
      }
    });
    return found;
  }

  Set<Labels> labels() {
    return streams.keySet();
  }

  /// Appends and commits entries one batch at a time.
  static void append(LogStore store, List<Map.Entry<Labels, Entry>> batch) throws IOException {
    LogAppender appender = store.appender();
    for (Map.Entry<Labels, Entry> entry : batch) {
      add(appender, entry.getKey(), entry.getValue());
    }
    appender.commit();
  }

  static LogAppendStatus add(LogAppender appender, Labels labels, Entry entry) {
    long low = labels.hashCode();
    long stream = appender.lookup(7, low);
    if (stream == LogAppender.NO_STREAM) {
      stream = appender.stream(labels, 7, low);
    }
    byte[] line = entry.line().getBytes(StandardCharsets.UTF_8);
    LogAppendStatus status = appender.add(stream, entry.time(), line, 0, line.length);
    for (int i = 0; i < entry.metadata().size(); i += 2) {
      byte[] name = entry.metadata().get(i).getBytes(StandardCharsets.UTF_8);
      byte[] value = entry.metadata().get(i + 1).getBytes(StandardCharsets.UTF_8);
      byte[] both = new byte[name.length + value.length];
      System.arraycopy(name, 0, both, 0, name.length);
      System.arraycopy(value, 0, both, name.length, value.length);
      status = appender.metadata(both, 0, name.length, name.length, value.length);
    }
    return status;
  }

  /// Reads a scan of the store in the form of [#scan], checking the bounds that cursors give.
  static Map<Labels, List<Entry>> read(LogStore store, LogScan scan) {
    Map<Labels, List<Entry>> found = new TreeMap<>();
    try (StreamSelection selection = store.querier().select(QueryContext.unbounded(), scan)) {
      for (int i = 0; i < selection.size(); i++) {
        List<Entry> entries = new ArrayList<>();
        try (BatchCursor cursor = selection.open(i)) {
          EntryBatch batch = new EntryBatch();
          long min = cursor.nextMinNanos();
          long max = cursor.nextMaxNanos();
          while (cursor.next(batch)) {
            if (!batch.stream.equals(selection.labels(i))) {
              throw new AssertionError("a batch of " + batch.stream);
            }
            for (int row = 0; row < batch.size; row++) {
              long time = batch.timestamps[row];
              if (time < min || time > max) {
                throw new AssertionError(time + " outside of " + min + " to " + max);
              }
              entries.add(entry(batch, row, scan.columns()));
            }
            min = cursor.nextMinNanos();
            max = cursor.nextMaxNanos();
          }
        }
        if (!entries.isEmpty()) {
          found.put(selection.labels(i), entries);
        }
      }
    }
    return found;
  }

  static Entry entry(EntryBatch batch, int row, LogScan.Columns columns) {
    if (columns == LogScan.Columns.TIMES) {
      return new Entry(batch.timestamps[row], "", List.of());
    }
    if (columns == LogScan.Columns.TIMES_AND_LENGTHS) {
      return new Entry(batch.timestamps[row], "x".repeat(batch.lengths[row]), List.of());
    }
    int start = batch.starts[row];
    if (row > 0 && start != batch.starts[row - 1] + batch.lengths[row - 1]) {
      throw new AssertionError("lines do not lie one after the other");
    }
    String line = new String(batch.bytes, start, batch.lengths[row], StandardCharsets.UTF_8);
    List<String> metadata = new ArrayList<>();
    if (batch.hasMetadata) {
      for (int p = batch.metadataStarts[row]; p < batch.metadataStarts[row + 1]; p++) {
        for (int part = 0; part < 4; part += 2) {
          metadata.add(
              new String(
                  batch.metadataBytes,
                  batch.metadataPairs[4 * p + part],
                  batch.metadataPairs[4 * p + part + 1],
                  StandardCharsets.UTF_8));
        }
      }
    }
    return new Entry(batch.timestamps[row], line, metadata);
  }

  /// Fails with the first difference only: whole answers are long.
  static void assertSame(Map<Labels, List<Entry>> actual, Map<Labels, List<Entry>> expected) {
    if (actual.equals(expected)) {
      return;
    }
    if (!actual.keySet().equals(expected.keySet())) {
      throw new AssertionError("streams " + actual.keySet() + " not " + expected.keySet());
    }
    expected.forEach((labels, entries) -> {
      List<Entry> found = actual.getOrDefault(labels, List.of());
      for (int i = 0; i < Math.max(found.size(), entries.size()); i++) {
        String a = i < found.size() ? abbreviated(found.get(i)) : "nothing";
        String b = i < entries.size() ? abbreviated(entries.get(i)) : "nothing";
        if (!a.equals(b)) {
          throw new AssertionError(
              String.format(
                  "%s: entry %d (of %d, expected %d) is %s instead of %s",
                  labels, i, found.size(), entries.size(), a, b));
        }
      }
    });
  }

  private static String abbreviated(Entry entry) {
    String line = entry.line();
    return entry.time()
        + " "
        + (line.length() > 60 ? line.substring(0, 60) + "#" + line.hashCode() : line)
        + " "
        + entry.metadata();
  }
}
