package io.trivet.appliance.api.loki;

import io.trivet.core.label.Labels;
import io.trivet.logs.LogAppendStatus;
import io.trivet.logs.LogAppender;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Keeps what was appended as text: `labels time line {name=value}`.
final class RecordingAppender implements LogAppender {
  final List<String> committed = new ArrayList<>();
  private final List<String> batch = new ArrayList<>();
  private final Map<List<Long>, Long> hashes = new HashMap<>();
  private final List<Labels> streams = new ArrayList<>();
  int created;

  @Override
  public long lookup(long high, long low) {
    return hashes.getOrDefault(List.of(high, low), NO_STREAM);
  }

  @Override
  public long stream(Labels labels, long high, long low) {
    created++;
    streams.add(labels);
    hashes.put(List.of(high, low), streams.size() - 1L);
    return streams.size() - 1L;
  }

  @Override
  public LogAppendStatus add(long stream, long nanos, byte[] buffer, int offset, int length) {
    if (nanos == 0) {
      return LogAppendStatus.TOO_OLD;
    }
    String line = new String(buffer, offset, length, StandardCharsets.UTF_8);
    batch.add(streams.get((int) stream) + " " + nanos + " " + line);
    return LogAppendStatus.ACCEPTED;
  }

  @Override
  public LogAppendStatus metadata(
      byte[] buffer, int nameAt, int nameLength, int valueAt, int valueLength) {
    String pair =
        new String(buffer, nameAt, nameLength, StandardCharsets.UTF_8)
            + "="
            + new String(buffer, valueAt, valueLength, StandardCharsets.UTF_8);
    batch.add(batch.removeLast() + " " + pair);
    return LogAppendStatus.ACCEPTED;
  }

  @Override
  public void commit() {
    committed.addAll(batch);
    batch.clear();
  }

  @Override
  public void rollback() {
    batch.clear();
  }
}
