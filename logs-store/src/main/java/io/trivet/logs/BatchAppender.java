package io.trivet.logs;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.Labels;
import io.trivet.logs.head.BatchReader;
import io.trivet.logs.head.BatchWriter;
import io.trivet.logs.head.Definitions;
import io.trivet.logs.head.Head;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gathers a batch in the form in which it goes to the journal.
///
/// A reference of a stream is the generation of the head (high half) and the number of the stream
/// in it. A batch belongs to the head that was active when it began; if that was replaced before
/// [#commit], the streams are looked up anew in the next one.
final class BatchAppender implements LogAppender {
  /// A batch is refused beyond this; the journal takes records of 256 MiB.
  private static final int MAX_BATCH_BYTES = 200 * 1024 * 1024;

  /// Partitions that one batch may touch.
  private static final int MAX_BATCH_PARTITIONS = 100;

  private final LogStore store;
  private final LogStoreOptions options;
  private final long partitionNanos;
  private final Set<Long> partitions = new HashSet<>();
  private long lastPartition = Long.MIN_VALUE;
  private BatchWriter batch = new BatchWriter();
  private @Nullable Head head;
  private long minTime;
  private long maxTime;
  private LogAppendStatus last = LogAppendStatus.UNKNOWN_STREAM;
  private int metadataBytes;
  private int metadataPairs;

  BatchAppender(LogStore store, LogStoreOptions options) {
    this.store = store;
    this.options = options;
    this.partitionNanos = options.partition().toNanos();
  }

  private Head begin() {
    Head known = head;
    if (known == null) {
      known = store.activeHead();
      head = known;
      long now = store.nowNanos();
      minTime = Math.max(0, store.oldestAccepted(now));
      long future = options.maxFuture().toNanos();
      maxTime = future == 0 ? Long.MAX_VALUE - 1 : now + future;
    }
    return known;
  }

  @Override
  public long lookup(long hashHigh, long hashLow) {
    Head current = begin();
    int number = current.lookup(hashHigh, hashLow);
    return number < 0 ? NO_STREAM : reference(current, number);
  }

  private static long reference(Head head, int number) {
    return (long) head.generation() << 32 | number;
  }

  @Override
  public long stream(Labels labels, long hashHigh, long hashLow) {
    Head current = begin();
    int number = current.find(labels);
    if (number < 0) {
      if (options.maxStreams() > 0 && current.streams() >= options.maxStreams()) {
        throw new TrivetException(
            ErrorKind.LIMITED,
            "maximum active stream limit exceeded: "
                + options.maxStreams()
                + " streams have entries in memory; reduce the number of label values, or raise"
                + " the limit");
      }
      store.memory().checkRoomForStream();
      number = current.stream(labels);
    }
    current.register(number, hashHigh, hashLow);
    return reference(current, number);
  }

  @Override
  public LogAppendStatus add(
      long stream, long timestampNanos, byte[] buffer, int lineOffset, int lineLength) {
    last = status(stream, timestampNanos, lineLength);
    if (last == LogAppendStatus.ACCEPTED) {
      if (batch.length() + (long) lineLength > MAX_BATCH_BYTES) {
        throw new TrivetException(
            ErrorKind.TOO_LARGE, "a batch of more than " + MAX_BATCH_BYTES + " bytes");
      }
      batch.entry((int) stream, timestampNanos, buffer, lineOffset, lineLength);
      metadataBytes = 0;
      metadataPairs = 0;
    }
    return last;
  }

  private LogAppendStatus status(long stream, long time, int lineLength) {
    Head current = begin();
    if (stream < 0 || stream >>> 32 != current.generation() || (int) stream >= current.streams()) {
      return LogAppendStatus.UNKNOWN_STREAM;
    }
    if (time < minTime) {
      return LogAppendStatus.TOO_OLD;
    }
    if (time > maxTime) {
      return LogAppendStatus.TOO_NEW;
    }
    if (!hasRoom(current, Math.floorDiv(time, partitionNanos))) {
      return LogAppendStatus.TOO_OLD;
    }
    if (lineLength > options.maxLineSize().bytes()) {
      return LogAppendStatus.LINE_TOO_LONG;
    }
    return LogAppendStatus.ACCEPTED;
  }

  /// Whether a head and a batch can take one more partition; only senders without any bound of age
  /// come to that.
  private boolean hasRoom(Head current, long partition) {
    if (partition == lastPartition || partitions.contains(partition)) {
      lastPartition = partition;
      return true;
    }
    if (partitions.size() >= MAX_BATCH_PARTITIONS || !current.takes(partition)) {
      return false;
    }
    partitions.add(partition);
    lastPartition = partition;
    return true;
  }

  @Override
  public LogAppendStatus metadata(
      byte[] buffer, int nameOffset, int nameLength, int valueOffset, int valueLength) {
    if (last == LogAppendStatus.ACCEPTED) {
      metadataBytes += nameLength + valueLength;
      metadataPairs++;
      if (metadataBytes > options.maxMetadataSize().bytes()
          || metadataPairs > options.maxMetadataPairs()) {
        batch.withdraw();
        last = LogAppendStatus.METADATA_TOO_LARGE;
      } else {
        batch.metadata(buffer, nameOffset, nameLength, valueOffset, valueLength);
      }
    }
    return last;
  }

  @Override
  public void commit() throws IOException {
    Head current = head;
    try {
      if (current != null && !batch.isEmpty()) {
        store.commit(current, this);
      }
    } finally {
      rollback();
    }
  }

  BatchWriter batch() {
    return batch;
  }

  /// Rewrites the batch with the numbers of another head.
  void moveTo(Head from, Head to) {
    BatchWriter moved = new BatchWriter();
    BatchReader reader = new BatchReader();
    reader.reset(batch.array(), 0, batch.length());
    int stream = -1;
    int number = -1;
    while (reader.next()) {
      if (reader.stream() != stream) {
        stream = reader.stream();
        number = to.stream(from.labels(stream));
      }
      moved.entry(number, reader.time(), reader.array(), reader.lineStart(), reader.lineLength());
      moved.copyMetadata(reader);
    }
    batch = moved;
  }

  /// Appends the definitions of the streams of the batch which the journal does not have.
  void define(Head to, int epoch, BytesWriter out) {
    batch.forEachStream(number -> {
      if (to.define(number, epoch)) {
        Definitions.write(number, to.labels(number), out);
      }
    });
  }

  @Override
  public void rollback() {
    batch.clear();
    partitions.clear();
    lastPartition = Long.MIN_VALUE;
    head = null;
    last = LogAppendStatus.UNKNOWN_STREAM;
  }
}
