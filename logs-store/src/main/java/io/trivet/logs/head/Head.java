package io.trivet.logs.head;

import io.trivet.core.index.LabelIndex;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.logs.page.PageCodecs;
import io.trivet.logs.page.PageEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.roaringbitmap.RoaringBitmap;

/// Entries in memory. Streams are numbered from 0 in the order of their arrival. A head takes
/// batches until it is written to blocks and replaced by the next one. Safe for use from any
/// thread: one lock, held while a batch is copied in and while a reader takes its snapshots.
public final class Head {
  /// Entries of one head lie in at most so many partitions.
  static final int MAX_PARTITIONS = 400;

  /// Memory of a stream in a partition besides its rows, labels and hashes, about.
  private static final int STREAM_BYTES = 160;

  private final int generation;
  private final long partitionNanos;
  private final boolean withFilter;
  private final PageCodecs codecs;
  private final LabelIndex index = new LabelIndex();
  private final StreamHashes hashes = new StreamHashes();

  private final ReentrantLock lock = new ReentrantLock();
  private final TreeMap<Long, HeadPartition> partitions = new TreeMap<>();
  private final AtomicLong memory = new AtomicLong();
  private long entries;
  private int streamsWithEntries;

  /// Definition epoch in which a stream was last defined in the journal, by number. Guarded by
  /// itself being replaced under the monitor of this object.
  private int[] definedIn = new int[256];

  /// @param generation number of the head, positive
  public Head(int generation, long partitionNanos, boolean withFilter, PageCodecs codecs) {
    this.generation = generation;
    this.partitionNanos = partitionNanos;
    this.withFilter = withFilter;
    this.codecs = codecs;
  }

  public int generation() {
    return generation;
  }

  /// Number of the stream under a hash, -1 if there is none.
  public int lookup(long hashHigh, long hashLow) {
    return hashes.get(hashHigh, hashLow);
  }

  /// Number of the stream with these labels, a new one if it is unknown.
  public int stream(Labels labels) {
    return index.add(labels);
  }

  /// Number of a stream that is known, -1 otherwise.
  public int find(Labels labels) {
    return index.find(labels);
  }

  public void register(int stream, long hashHigh, long hashLow) {
    hashes.put(hashHigh, hashLow, stream);
  }

  public Labels labels(int stream) {
    return index.labels(stream);
  }

  /// Number of streams known, with entries or not.
  public int streams() {
    return index.size();
  }

  /// Streams which satisfy the matchers, with entries or not.
  public RoaringBitmap select(QueryContext context, List<LabelMatcher> matchers) {
    return index.select(matchers, context);
  }

  /// Whether a stream must be defined in the journal again; if so, it counts as defined from now
  /// on.
  public synchronized boolean define(int stream, int epoch) {
    if (stream >= definedIn.length) {
      definedIn = Arrays.copyOf(definedIn, Math.max(stream + 1, 2 * definedIn.length));
    }
    if (definedIn[stream] == epoch) {
      return false;
    }
    definedIn[stream] = epoch;
    return true;
  }

  /// Whether entries of a partition, numbered by its start in partitions, would find room.
  public boolean takes(long partition) {
    lock.lock();
    try {
      return partitions.size() < MAX_PARTITIONS || partitions.containsKey(partition);
    } finally {
      lock.unlock();
    }
  }

  /// Adds the entries of a batch, visible all at once, and returns the pages that became full, for
  /// [#seal].
  ///
  /// @param numbers numbers of the streams of the batch in this head; null if they are the same.
  ///   Entries of streams numbered -1 are left out
  public List<HeadPage> apply(BatchReader batch, IntMapping numbers) {
    List<HeadPage> full = new ArrayList<>();
    long grown = 0;
    lock.lock();
    try {
      HeadPartition partition = null;
      HeadStream stream = null;
      int batchStream = -1;
      while (batch.next()) {
        long start = Math.floorDiv(batch.time(), partitionNanos);
        if (stream == null
            || partition == null
            || batchStream != batch.stream()
            || partition.start != start) {
          grown += stream == null ? 0 : stream.openBytes();
          batchStream = batch.stream();
          int number = numbers.map(batchStream);
          if (number < 0) {
            stream = null;
            continue;
          }
          if (partition == null || partition.start != start) {
            partition = partitions.computeIfAbsent(start, HeadPartition::new);
          }
          int before = partition.size();
          stream = partition.stream(number);
          if (partition.size() > before) {
            streamsWithEntries++;
            grown += STREAM_BYTES;
          }
          grown -= stream.openBytes();
        }
        HeadPage page = stream.add(batch);
        entries++;
        if (page != null) {
          full.add(page);
          grown += page.heapBytes();
        }
      }
      grown += stream == null ? 0 : stream.openBytes();
    } finally {
      lock.unlock();
    }
    memory.addAndGet(grown);
    return full;
  }

  /// Turns numbers of streams in a batch into those of this head.
  @FunctionalInterface
  public interface IntMapping {
    int map(int number);
  }

  /// Compresses full pages, by the thread that has just filled them: whoever sends much, waits.
  public void seal(List<HeadPage> pages) {
    if (pages.isEmpty()) {
      return;
    }
    PageEncoder encoder = codecs.encoder();
    try {
      for (HeadPage page : pages) {
        memory.addAndGet(page.seal(encoder, withFilter));
      }
    } finally {
      codecs.giveBack(encoder);
    }
  }

  /// Snapshots of the streams in the set which may have entries in the range, all of one moment.
  public List<HeadStreamSnapshot> snapshots(RoaringBitmap streams, long min, long max) {
    List<HeadStreamSnapshot> found = new ArrayList<>();
    lock.lock();
    try {
      for (HeadPartition partition : overlapping(min, max)) {
        if (streams.getCardinality() <= partition.size()) {
          streams.forEach((int number) -> {
            HeadStream stream = partition.find(number);
            if (stream != null && stream.minTime <= max && stream.maxTime >= min) {
              found.add(stream.snapshot());
            }
          });
        } else {
          partition.forEach(stream -> {
            if (stream.minTime <= max && stream.maxTime >= min && streams.contains(stream.number)) {
              found.add(stream.snapshot());
            }
          });
        }
      }
    } finally {
      lock.unlock();
    }
    return found;
  }

  private List<HeadPartition> overlapping(long min, long max) {
    return List.copyOf(
        partitions
            .subMap(
                Math.floorDiv(min, partitionNanos), true, Math.floorDiv(max, partitionNanos), true)
            .values());
  }

  /// Streams of the set which have entries in the range.
  public RoaringBitmap withEntries(RoaringBitmap streams, long min, long max) {
    RoaringBitmap found = new RoaringBitmap();
    lock.lock();
    try {
      for (HeadPartition partition : overlapping(min, max)) {
        partition.forEach(stream -> {
          if (stream.minTime <= max && stream.maxTime >= min && streams.contains(stream.number)) {
            found.add(stream.number);
          }
        });
      }
    } finally {
      lock.unlock();
    }
    return found;
  }

  /// Names of labels of the streams.
  public List<String> labelNames(RoaringBitmap streams) {
    return index.labelNames(streams);
  }

  /// Values of a label of the streams.
  public List<String> labelValues(String name, RoaringBitmap streams) {
    return index.labelValues(name, streams);
  }

  /// Entries, bytes of lines and chunks of the streams in the range, by whole pages.
  public long[] volume(RoaringBitmap streams, long min, long max) {
    long[] sum = new long[3];
    lock.lock();
    try {
      for (HeadPartition partition : overlapping(min, max)) {
        partition.forEach(stream -> {
          if (streams.contains(stream.number)) {
            stream.addVolume(min, max, sum);
          }
        });
      }
    } finally {
      lock.unlock();
    }
    return sum;
  }

  /// Starts of the partitions that have entries, ascending.
  public List<Long> partitionStarts() {
    lock.lock();
    try {
      return partitions.keySet().stream().map(start -> start * partitionNanos).toList();
    } finally {
      lock.unlock();
    }
  }

  public long entries() {
    lock.lock();
    try {
      return entries;
    } finally {
      lock.unlock();
    }
  }

  /// Streams with entries, counted once per partition.
  public int streamsWithEntries() {
    lock.lock();
    try {
      return streamsWithEntries;
    } finally {
      lock.unlock();
    }
  }

  /// Memory of entries and streams, about.
  public long memoryBytes() {
    return memory.get() + index.bytes() + hashes.bytes();
  }
}
