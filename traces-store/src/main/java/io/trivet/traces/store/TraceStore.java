package io.trivet.traces.store;

import io.trivet.core.block.BlockDirectory;
import io.trivet.core.block.BlockMeta;
import io.trivet.core.block.BlockSet;
import io.trivet.core.block.Ulid;
import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.concurrent.Threads;
import io.trivet.core.disk.Disk;
import io.trivet.core.journal.Journal;
import io.trivet.traces.SpanAppendResult;
import io.trivet.traces.SpanAppender;
import io.trivet.traces.TraceQuerier;
import io.trivet.traces.TraceStoreOptions;
import io.trivet.traces.TraceStoreStatistics;
import io.trivet.traces.block.SectionCache;
import io.trivet.traces.block.TraceBlock;
import io.trivet.traces.block.TraceBlockWriter;
import io.trivet.traces.column.StoredSpans;
import io.trivet.traces.otlp.RequestCheck;
import io.trivet.traces.otlp.SpanReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
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

  private volatile TraceStoreOptions options;
  private final Disk disk;
  private final InstantSource clock;
  private final CpuPool pool;
  private final BlockDirectory directory;
  private final BlockSet<StoredBlock> blocks;
  private final SectionCache cache;
  private final TraceBlockWriter writer;
  private final Journal journal;
  private final StoreReader reader;
  private final ScheduledExecutorService maintenance;

  /// Guards the heads and the order of the journal.
  private final ReentrantLock lock = new ReentrantLock();

  /// Held while heads are written, blocks compacted or deleted: one at a time.
  private final ReentrantLock writing = new ReentrantLock();

  private final SpanReader spans = new SpanReader();
  private Head active;

  /// Heads that are being written to blocks, newest first.
  private List<Head> sealed = List.of();

  /// The blocks there are, for look-ups of trace ids.
  private volatile List<StoredBlock> known = List.of();

  private long acceptedBefore;
  private long rejectedBefore;
  private long duplicatesBefore;

  private TraceStore(
      TraceStoreOptions options, Disk disk, Path path, InstantSource clock, CpuPool pool)
      throws IOException {
    this.options = options;
    this.disk = disk;
    this.clock = clock;
    this.pool = pool;
    this.directory = new BlockDirectory(disk, path.resolve("blocks"));
    this.blocks = new BlockSet<>(directory);
    this.cache = new SectionCache(options.cacheSize().bytes());
    this.writer = new TraceBlockWriter(disk, directory);
    long written = openBlocks();
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
                if (active.rows.size() >= options.headSpans()) {
                  replayed(segment);
                }
              }
            });
    this.reader = new StoreReader(lock, this::heads, blocks);
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

  /// Opens the blocks and returns the number of the first journal segment that is not in them.
  private long openBlocks() throws IOException {
    long segment = 0;
    for (BlockMeta meta : directory.list()) {
      segment = Math.max(segment, meta.journalSegment());
      try {
        add(open(meta), List.of());
      } catch (IOException e) {
        directory.setAside(meta.ulid(), e);
      }
    }
    return segment;
  }

  private TraceBlock open(BlockMeta meta) throws IOException {
    return new TraceBlock(disk, directory.path(meta.ulid()), meta, cache);
  }

  private void add(TraceBlock block, List<String> removed) {
    try (BlockSet<StoredBlock>.Lease others =
        blocks.lease(meta -> !removed.contains(meta.ulid()))) {
      blocks.replace(List.of(StoredBlock.of(block, others.blocks())), removed);
    }
    refreshKnown();
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
    // Trace ids of a block stay in memory, so that no lease is needed: this runs for every new
    // trace.
    for (StoredBlock block : known) {
      if (block.block().find(idHigh, idLow) >= 0) {
        return true;
      }
    }
    return false;
  }

  private void refreshKnown() {
    try (BlockSet<StoredBlock>.Lease lease = blocks.lease(meta -> true)) {
      known = lease.blocks();
    }
  }

  /// A journal larger than a head, found at start: what was read so far goes on as a sealed head.
  /// Its records and later ones may share a segment, so the journal is kept until all of them are
  /// written.
  private void replayed(long segment) {
    sealed = heads();
    active = newHead(segment);
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
    new RequestCheck().check(buffer, offset, length);
    long position;
    SpanAppendResult result;
    lock.lock();
    try {
      position = journal.append(EXPORT_REQUEST, buffer, offset, length);
      long accepted = active.rows.accepted();
      long rejected = active.rows.rejected();
      spans.read(buffer, offset, length, active.rows);
      long refused = active.rows.rejected() - rejected;
      result =
          new SpanAppendResult(
              active.rows.accepted() - accepted, refused, refused > 0 ? active.rows.reason() : "");
      if (active.rows.size() >= options.headSpans() && sealed.size() < 4 || active.rows.isFull()) {
        seal();
        maintenance.execute(this::maintain);
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
      while (true) {
        Head oldest;
        long nextSegment;
        lock.lock();
        try {
          if (sealed.isEmpty()) {
            break;
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
    BlockMeta meta =
        onPool(() ->
            writer.write(
                List.of(table),
                new TraceBlockWriter.Origin(
                    Ulid.next(clock), clock.millis(), 1, List.of(), nextSegment)));
    lock.lock();
    try {
      if (meta != null) {
        add(open(meta), List.of());
      }
      sealed = sealed.stream().filter(other -> other != head).toList();
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

  private <T extends @Nullable Object> T onPool(Callable<T> work) throws IOException {
    try {
      return pool.call(CpuPool.Priority.BACKGROUND, work);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  private void maintain() {
    try {
      boolean due;
      lock.lock();
      try {
        due =
            active.rows.size() > 0
                && (active.rows.size() >= options.headSpans()
                    || journal.replayBytes() > options.journalLimit().bytes()
                    || clock.millis() - active.createdMs > options.headAge().toMillis());
        if (due) {
          seal();
        }
      } finally {
        lock.unlock();
      }
      writeSealed();
      deleteOld();
      compact();
    } catch (IOException | RuntimeException e) {
      log.error("maintenance of the trace store failed: {}", e.toString(), e);
    }
  }

  /// Deletes blocks whose spans all arrived longer ago than the retention.
  private void deleteOld() {
    long keep = options.retention().toMillis();
    if (keep <= 0) {
      return;
    }
    long before = clock.millis() - keep;
    List<String> old =
        blocks.metas().stream()
            .filter(meta -> meta.createdMs() < before)
            .map(BlockMeta::ulid)
            .toList();
    writing.lock();
    try {
      blocks.replace(List.of(), old);
      refreshKnown();
    } finally {
      writing.unlock();
    }
  }

  /// Deletes the block that arrived first, to make room; false if there is none.
  public boolean dropOldestBlock() {
    writing.lock();
    try {
      BlockMeta oldest =
          blocks.metas().stream().min(Comparator.comparingLong(BlockMeta::createdMs)).orElse(null);
      if (oldest == null) {
        return false;
      }
      blocks.replace(List.of(), List.of(oldest.ulid()));
      refreshKnown();
      return true;
    } finally {
      writing.unlock();
    }
  }

  /// Merges blocks of one level, oldest first, when there are enough of them.
  private void compact() throws IOException {
    writing.lock();
    try {
      Map<Integer, List<BlockMeta>> levels = new HashMap<>();
      blocks.metas().stream()
          .sorted(Comparator.comparingLong(BlockMeta::createdMs))
          .forEach(meta -> levels.computeIfAbsent(meta.level(), l -> new ArrayList<>()).add(meta));
      for (List<BlockMeta> level : levels.values()) {
        if (level.size() >= options.compactionBlocks()) {
          List<BlockMeta> chosen = level.subList(0, options.compactionBlocks());
          if (chosen.stream().mapToLong(meta -> meta.count("spans")).sum()
              <= options.compactionMaxSpans()) {
            merge(chosen);
            return;
          }
        }
      }
    } finally {
      writing.unlock();
    }
  }

  private void merge(List<BlockMeta> chosen) throws IOException {
    List<String> ulids = chosen.stream().map(BlockMeta::ulid).toList();
    try (BlockSet<StoredBlock>.Lease lease = blocks.lease(meta -> ulids.contains(meta.ulid()))) {
      List<StoredSpans> tables = new ArrayList<>();
      lease
          .blocks()
          .forEach(block -> tables.addAll(block.block().tables(Long.MIN_VALUE, Long.MAX_VALUE)));
      BlockMeta newest = chosen.getLast();
      long segment = chosen.stream().mapToLong(BlockMeta::journalSegment).max().orElse(0);
      BlockMeta meta =
          onPool(() ->
              writer.write(
                  tables,
                  new TraceBlockWriter.Origin(
                      Ulid.next(clock), newest.createdMs(), newest.level() + 1, ulids, segment)));
      if (meta != null) {
        add(open(meta), ulids);
        log.info(
            "merged {} blocks into {} of {} spans", ulids.size(), meta.ulid(), meta.count("spans"));
      }
    }
  }

  /// Bytes of journal and blocks.
  public long diskBytes() throws IOException {
    return journal.statistics().segmentBytes() + directory.sizeBytes(blocks.metas());
  }

  public TraceStoreStatistics statistics() throws IOException {
    List<BlockMeta> metas = blocks.metas();
    long bytes = directory.sizeBytes(metas);
    lock.lock();
    try {
      long headSpans = 0;
      long headTraces = 0;
      long headBytes = 0;
      for (Head head : heads()) {
        headSpans += head.rows.size();
        headTraces += head.rows.traces();
        headBytes += head.rows.memoryBytes();
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
    try (cache) {
      journal.close();
      blocks.close();
    } finally {
      writing.unlock();
    }
  }
}
