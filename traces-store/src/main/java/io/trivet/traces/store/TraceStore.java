package io.trivet.traces.store;

import io.trivet.core.block.BlockMeta;
import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.concurrent.Threads;
import io.trivet.core.disk.Disk;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.journal.Journal;
import io.trivet.traces.SpanAppendResult;
import io.trivet.traces.SpanAppender;
import io.trivet.traces.TraceQuerier;
import io.trivet.traces.TraceStoreOptions;
import io.trivet.traces.TraceStoreStatistics;
import io.trivet.traces.column.StoredSpans;
import io.trivet.traces.otlp.RequestCheck;
import io.trivet.traces.otlp.SpanReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The trace store: one directory with `journal/` and `blocks/`. Spans go to the journal and to the
/// head under one lock, so that the order of both is the same; the head is written to a block when
/// it is large or old, and the journal before it is deleted.
///
/// Safe for use from any thread.
public final class TraceStore implements SpanAppender, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TraceStore.class);
  private static final int EXPORT_REQUEST = 1;

  /// Memory of a span besides its bytes, about.
  private static final long SPAN_BYTES = 200;

  private volatile TraceStoreOptions options;
  private final InstantSource clock;
  private final StoredBlocks blocks;
  private final Journal journal;
  private final StoreReader reader;
  private final ScheduledExecutorService maintenance;

  /// Guards the heads and the order of the journal.
  private final ReentrantLock lock = new ReentrantLock();

  /// Signalled when a head is in a block.
  private final Condition roomMade = lock.newCondition();

  /// Held while heads are written, blocks compacted or deleted: one at a time.
  private final ReentrantLock writing = new ReentrantLock();

  private final SpanReader spans = new SpanReader();
  private Head active;

  /// Heads that are being written to blocks, newest first.
  private List<Head> sealed = List.of();

  /// Whether maintenance is to begin soon. Guarded by the lock.
  private boolean woken;

  private long acceptedBefore;
  private long rejectedBefore;
  private long duplicatesBefore;

  private TraceStore(
      TraceStoreOptions options, Disk disk, Path path, InstantSource clock, CpuPool pool)
      throws IOException {
    this.options = options;
    this.clock = clock;
    this.blocks =
        new StoredBlocks(disk, path.resolve("blocks"), clock, pool, options.cacheSize().bytes());
    long written = blocks.journalSegment();
    this.active = newHead(written);
    this.journal =
        Journal.open(
            disk,
            path.resolve("journal"),
            options.journal(),
            Math.max(1, written),
            (segment, type, buffer, offset, length) -> {
              if (segment >= written && type == EXPORT_REQUEST) {
                spans.read(buffer, offset, length, active.rows);
                if (isLarge(active)) {
                  replayed(segment);
                }
              }
            });
    this.reader = new StoreReader(lock, this::heads, blocks.set());
    this.maintenance = Threads.scheduler("traces-maintenance");
    long millis = Math.max(10, options.maintenanceInterval().toMillis());
    // Its failures are logged by itself.
    var _ =
        maintenance.scheduleWithFixedDelay(this::maintain, millis, millis, TimeUnit.MILLISECONDS);
  }

  /// Opens the store in a directory, replaying its journal.
  ///
  /// @param pool where blocks are written and compacted
  public static TraceStore open(
      TraceStoreOptions options, Disk disk, Path path, InstantSource clock, CpuPool pool)
      throws IOException {
    return new TraceStore(options, disk, path, clock, pool);
  }

  /// Takes new values of the options that are marked reloadable; the others must be as they were.
  public void reload(TraceStoreOptions wanted) {
    options = wanted;
  }

  private Head newHead(long journalSegment) {
    return new Head(
        (int) Math.min(Integer.MAX_VALUE, options.maxSpanSize().bytes()),
        journalSegment,
        clock.millis(),
        this::isElsewhere);
  }

  /// Whether a trace that is new to the active head is in a sealed head or in a block.
  private boolean isElsewhere(long idHigh, long idLow) {
    for (Head head : sealed) {
      if (head.rows.has(idHigh, idLow)) {
        return true;
      }
    }
    return blocks.has(idHigh, idLow);
  }

  /// A journal larger than a head, found at start: what was read so far goes on as a sealed head.
  /// Its records and later ones may share a segment, so the journal is kept until all of them are
  /// written. Those that have no room go to blocks at once.
  private void replayed(long segment) throws IOException {
    sealed = heads();
    active = newHead(segment);
    if (headBytes() > options.memoryLimit() / 2) {
      try {
        writeHeads();
      } catch (IOException e) {
        if (headBytes() > options.memoryLimit()) {
          throw e;
        }
        log.error("spans of the journal cannot be written to blocks and stay in memory", e);
      }
    }
  }

  /// Whether a head is to be written to a block.
  private boolean isLarge(Head head) {
    return head.rows.size() >= options.headSpans()
        || head.memoryBytes() > options.memoryLimit() / 4;
  }

  /// Bytes of all spans in memory; with the lock held.
  private long headBytes() {
    long sum = active.memoryBytes();
    for (Head head : sealed) {
      sum += head.memoryBytes();
    }
    return sum;
  }

  /// Waits for spans to be written to blocks while there is no room for a request, so that senders
  /// which are too fast are slowed down before they are refused; with the lock held.
  ///
  /// @throws TrivetException of kind UNAVAILABLE when there is no room for long, of kind TOO_LARGE
  ///   when there never would be
  private void awaitRoom(int spanCount, int length) throws IOException {
    long limit = options.memoryLimit();
    long wanted = 2L * length + SPAN_BYTES * spanCount;
    if (wanted > limit) {
      throw new TrivetException(
          ErrorKind.TOO_LARGE,
          "a request that needs more than the "
              + limit / (1024 * 1024)
              + " MiB of traces.max_memory; send smaller ones");
    }
    long left = options.memoryWait().toNanos();
    while (headBytes() + wanted > limit) {
      if (sealed.isEmpty()) {
        seal();
      }
      wake();
      if (left <= 0) {
        throw new TrivetException(
            ErrorKind.UNAVAILABLE,
            "no memory for spans until those in memory are in blocks (traces.max_memory); try again"
                + " later");
      }
      try {
        left = roomMade.awaitNanos(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        left = 0;
      }
    }
  }

  /// Makes maintenance begin soon; with the lock held.
  private void wake() {
    if (!woken) {
      woken = true;
      maintenance.execute(this::maintain);
    }
  }

  private List<Head> heads() {
    List<Head> heads = new ArrayList<>();
    heads.add(active);
    heads.addAll(sealed);
    return heads;
  }

  public TraceQuerier querier() {
    return reader;
  }

  @Override
  public SpanAppendResult append(byte[] buffer, int offset, int length) throws IOException {
    // Once without keeping anything: a malformed request leaves no trace, in the head or the
    // journal.
    int spanCount = new RequestCheck().check(buffer, offset, length);
    long position;
    SpanAppendResult result;
    lock.lock();
    try {
      awaitRoom(spanCount, length);
      position = journal.append(EXPORT_REQUEST, buffer, offset, length);
      long accepted = active.rows.accepted();
      long rejected = active.rows.rejected();
      spans.read(buffer, offset, length, active.rows);
      long refused = active.rows.rejected() - rejected;
      result =
          new SpanAppendResult(
              active.rows.accepted() - accepted, refused, refused > 0 ? active.rows.reason() : "");
      if (isLarge(active) && sealed.size() < 4 || active.rows.isFull()) {
        seal();
        wake();
      }
    } finally {
      lock.unlock();
    }
    journal.await(position);
    return result;
  }

  /// Starts a new head; with the lock held.
  private void seal() throws IOException {
    Head full = active;
    if (full.rows.size() == 0) {
      return;
    }
    long segment = journal.cut();
    acceptedBefore += full.rows.accepted();
    rejectedBefore += full.rows.rejected();
    duplicatesBefore += full.rows.duplicates();
    sealed = heads();
    active = newHead(segment);
  }

  /// Writes everything in memory to blocks; returns when they are on disk.
  public void flush() throws IOException {
    lock.lock();
    try {
      seal();
    } finally {
      lock.unlock();
    }
    writeSealed();
  }

  private void writeSealed() throws IOException {
    writing.lock();
    try {
      writeHeads();
      long segment;
      lock.lock();
      try {
        segment = active.journalSegment;
      } finally {
        lock.unlock();
      }
      journal.truncateBefore(segment);
    } finally {
      writing.unlock();
    }
  }

  /// Writes the sealed heads to blocks, oldest first.
  private void writeHeads() throws IOException {
    while (true) {
      Head oldest;
      long nextSegment;
      lock.lock();
      try {
        if (sealed.isEmpty()) {
          return;
        }
        oldest = sealed.getLast();
        nextSegment =
            sealed.size() > 1
                ? sealed.get(sealed.size() - 2).journalSegment
                : active.journalSegment;
      } finally {
        lock.unlock();
      }
      write(oldest, nextSegment);
    }
  }

  private void write(Head head, long nextSegment) throws IOException {
    StoredSpans table;
    lock.lock();
    try {
      table = head.rows.snapshot();
    } finally {
      lock.unlock();
    }
    // Segments below this number are done with once the block is there; a head that shares its last
    // segment with the next one says nothing about it, and what is replayed twice is found once.
    BlockMeta meta = blocks.write(table, nextSegment);
    lock.lock();
    try {
      if (meta != null) {
        blocks.take(meta);
      }
      sealed = sealed.stream().filter(other -> other != head).toList();
      roomMade.signalAll();
    } finally {
      lock.unlock();
    }
    if (meta != null) {
      log.info(
          "wrote block {} of {} spans, {} traces",
          meta.ulid(),
          meta.count("spans"),
          meta.count("traces"));
    }
  }

  private void maintain() {
    try {
      boolean due;
      lock.lock();
      try {
        woken = false;
        due =
            active.rows.size() > 0
                && (isLarge(active)
                    || journal.replayBytes() > options.journalLimit().bytes()
                    || clock.millis() - active.createdMs > options.headAge().toMillis());
        if (due) {
          seal();
        }
      } finally {
        lock.unlock();
      }
      writeSealed();
      writing.lock();
      try {
        blocks.deleteOld(options.retention().toMillis());
        blocks.compact(options);
      } finally {
        writing.unlock();
      }
    } catch (IOException | RuntimeException e) {
      log.error("maintenance of the trace store failed: {}", e.toString(), e);
    }
  }

  /// Deletes the block that arrived first, to make room; false if there is none.
  public boolean dropOldestBlock() {
    writing.lock();
    try {
      return blocks.dropOldest();
    } finally {
      writing.unlock();
    }
  }

  /// Bytes of journal and blocks.
  public long diskBytes() throws IOException {
    return journal.statistics().segmentBytes() + blocks.sizeBytes();
  }

  public TraceStoreStatistics statistics() throws IOException {
    List<BlockMeta> metas = blocks.metas();
    long bytes = blocks.sizeBytes();
    lock.lock();
    try {
      long headSpans = 0;
      long headTraces = 0;
      long headBytes = 0;
      for (Head head : heads()) {
        headSpans += head.rows.size();
        headTraces += head.rows.traces();
        headBytes += head.memoryBytes();
      }
      return new TraceStoreStatistics(
          acceptedBefore + active.rows.accepted(),
          rejectedBefore + active.rows.rejected(),
          duplicatesBefore + active.rows.duplicates(),
          headSpans,
          headTraces,
          headBytes,
          metas.size(),
          bytes,
          metas.stream().mapToLong(meta -> meta.count("spans")).sum(),
          journal.statistics());
    } finally {
      lock.unlock();
    }
  }

  /// Ends maintenance and closes files. What is in memory stays in the journal.
  @Override
  public void close() throws IOException {
    maintenance.shutdown();
    try {
      if (!maintenance.awaitTermination(60, TimeUnit.SECONDS)) {
        log.warn("maintenance of the trace store did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writing.lock();
    try (blocks) {
      journal.close();
    } finally {
      writing.unlock();
    }
  }
}
