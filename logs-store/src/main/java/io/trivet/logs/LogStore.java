package io.trivet.logs;

import io.trivet.core.block.BlockMeta;
import io.trivet.core.codec.BytesWriter;
import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.concurrent.CpuPool;
import io.trivet.core.disk.Disk;
import io.trivet.core.journal.Journal;
import io.trivet.core.time.TimeRange;
import io.trivet.logs.block.LogBlock;
import io.trivet.logs.block.LogBlocks;
import io.trivet.logs.compaction.Compaction;
import io.trivet.logs.compaction.CompactionPlan;
import io.trivet.logs.compaction.HeadFlush;
import io.trivet.logs.head.BatchReader;
import io.trivet.logs.head.BatchWriter;
import io.trivet.logs.head.Definitions;
import io.trivet.logs.head.Head;
import io.trivet.logs.head.HeadPage;
import io.trivet.logs.page.PageCodecs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log store: one directory, one journal, one head, blocks. Safe for use from any thread.
///
/// ```text
/// LogAppender.commit -> journal -> head        flush: head -> blocks, journal cut off
/// LogQuerier         <- heads and blocks       maintenance: retention, compaction
/// ```
///
/// Nothing acknowledged is lost: a batch is in the journal before it is in the head, the journal is
/// cut off only behind blocks that are on disk, and what a crash leaves in both is given once.
public final class LogStore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogStore.class);

  /// Streams are defined anew after so many bytes of journal, so that a damaged record costs no
  /// more than the entries near it.
  private static final long DEFINITION_BYTES = 32L * 1024 * 1024;

  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

  private volatile LogStoreOptions options;
  private final Disk disk;
  private final Path directory;
  private final InstantSource clock;
  private final CpuPool pool;
  private final long partitionNanos;
  private final PageCodecs codecs = new PageCodecs();
  private final LogBlocks blocks;
  private final Compaction compaction;
  private final Journal journal;
  private final HeadMemory memory;
  private final Followers followers = new Followers(codecs);
  private final Maintenance maintenance;

  /// Writes the head when it is full, also while the maintenance merges blocks.
  private final Maintenance flusher;

  /// Held for reading while a batch goes to the journal and the head, for writing while the head is
  /// replaced: every batch is on one side of the cut in both.
  private final ReentrantReadWriteLock commits = new ReentrantReadWriteLock();

  /// Held for reading while a reader takes its view, for writing while blocks take the place of a
  /// head.
  private final ReentrantReadWriteLock views = new ReentrantReadWriteLock();

  private final ReentrantLock flushing = new ReentrantLock();
  private final ReentrantLock compacting = new ReentrantLock();
  private final Set<String> unmergeable = new HashSet<>();
  private final AtomicLong journaled = new AtomicLong();
  private final LongAdder entries = new LongAdder();
  private final LongAdder lineBytes = new LongAdder();
  private final LongAdder flushes = new LongAdder();
  private final LongAdder flushFailures = new LongAdder();
  private final LongAdder compactions = new LongAdder();
  private final LongAdder damagedPages = new LongAdder();
  private final long replayedEntries;
  private volatile Heads heads;
  private volatile long headSinceMillis;

  private LogStore(
      LogStoreOptions options, Disk disk, Path directory, InstantSource clock, CpuPool pool)
      throws IOException {
    this.options = options;
    this.disk = disk;
    this.directory = directory;
    this.clock = clock;
    this.pool = pool;
    this.partitionNanos = options.partition().toNanos();
    this.blocks =
        new LogBlocks(
            disk,
            directory.resolve("blocks"),
            clock,
            codecs,
            options.pageCache().bytes(),
            options.identifierFilter());
    this.compaction = new Compaction(blocks);
    Replay replay;
    try {
      long covered = blocks.journalSegment();
      replay = new Replay(newHead(1), covered, options.memoryLimit(), this::writeReplayed);
      this.journal =
          Journal.open(disk, directory.resolve("journal"), options.journal(), covered, replay);
      journal.truncateBefore(covered);
    } catch (IOException | RuntimeException e) {
      blocks.close();
      codecs.close();
      throw e;
    }
    this.heads = new Heads(replay.head(), null, 0);
    this.replayedEntries = replay.entries();
    this.headSinceMillis = clock.millis();
    this.maintenance =
        new Maintenance("logs-maintenance", options.maintenanceInterval(), this::maintain);
    this.flusher = new Maintenance("logs-flush", options.maintenanceInterval(), this::flushIfDue);
    this.memory = new HeadMemory(() -> this.options, () -> this.heads, flusher::wake);
  }

  /// Opens a store, replaying its journal. The pool is not closed with it.
  ///
  /// @throws IOException if the directory cannot be read, or is of a newer version
  public static LogStore open(
      LogStoreOptions options, Disk disk, Path directory, InstantSource clock, CpuPool pool)
      throws IOException {
    LogStore store = new LogStore(options, disk, directory, clock, pool);
    store.maintenance.start();
    store.flusher.start();
    return store;
  }

  private Head newHead(int generation) {
    return new Head(generation, partitionNanos, options.identifierFilter(), codecs);
  }

  /// Writes a head that has no room while the journal is replayed. The journal is not done with:
  /// streams that later records go to may be defined anywhere in it.
  private Head writeReplayed(Head full, long segment) throws IOException {
    blocks.replace(HeadFlush.write(full, partitionNanos, 0, segment, blocks), Set.of());
    return newHead(full.generation() + 1);
  }

  /// Takes new values of the options that are marked reloadable, for appenders that are made from
  /// now on; the others must be as they were.
  public void reload(LogStoreOptions wanted) {
    options = wanted;
  }

  /// A new appender for one thread.
  public LogAppender appender() {
    return new BatchAppender(this, options);
  }

  public LogQuerier querier() {
    return new StoreQuerier(this);
  }

  Head activeHead() {
    return heads.active();
  }

  HeadMemory memory() {
    return memory;
  }

  Followers followers() {
    return followers;
  }

  PageCodecs codecs() {
    return codecs;
  }

  long nowNanos() {
    Instant now = clock.instant();
    return Math.addExact(
        Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), (long) now.getNano());
  }

  /// Time of the oldest entry that is taken.
  long oldestAccepted(long now) {
    long oldest = Long.MIN_VALUE;
    for (Duration age : List.of(options.outOfOrderWindow(), options.retention())) {
      if (!age.isZero()) {
        oldest = Math.max(oldest, now - age.toNanos());
      }
    }
    return oldest;
  }

  void countDamage(Exception problem) {
    damagedPages.increment();
    log.error("a page of the log store cannot be read: {}", problem.toString());
  }

  /// Heads and blocks which overlap the range, of one moment.
  StoreView view(TimeRange range) {
    views.readLock().lock();
    try {
      return new StoreView(heads.all(), blocks.lease(range.min(), range.max()));
    } finally {
      views.readLock().unlock();
    }
  }

  void commit(Head begunWith, BatchAppender appender) throws IOException {
    long held = hold(begunWith, appender.batch());
    try {
      store(begunWith, appender);
    } finally {
      memory.release(held);
    }
  }

  private void store(Head begunWith, BatchAppender appender) throws IOException {
    Head head;
    List<HeadPage> full;
    commits.readLock().lock();
    try {
      head = heads.active();
      if (head != begunWith) {
        appender.moveTo(begunWith, head);
      }
      BatchWriter batch = appender.batch();
      journal.await(append(head, appender, batch));
      BatchReader reader = new BatchReader();
      reader.reset(batch.array(), 0, batch.length());
      full = head.apply(reader, number -> number);
      entries.add(batch.entries());
      lineBytes.add(batch.lineBytes());
      followers.tell(head, batch.array(), batch.length());
    } finally {
      commits.readLock().unlock();
    }
    head.seal(full);
  }

  private long append(Head head, BatchAppender appender, BatchWriter batch) throws IOException {
    int epoch = 1 + (int) (journaled.addAndGet(batch.length()) / DEFINITION_BYTES);
    BytesWriter definitions = new BytesWriter();
    // Under the monitor of the head: whoever finds a stream defined, finds its record appended.
    synchronized (head) {
      appender.define(head, epoch, definitions);
      if (definitions.length() > 0) {
        journal.append(Definitions.RECORD, definitions.array(), 0, definitions.length());
      }
    }
    return journal.append(Definitions.BATCH_RECORD, batch.array(), 0, batch.length());
  }

  /// Keeps room for a batch. Where there is none, it waits for entries to be written, so that
  /// senders which are too fast are slowed down before they are refused.
  private long hold(Head begunWith, BatchWriter batch) {
    if (isHeadFull()) {
      flusher.wake();
    }
    long began = System.nanoTime();
    long patience = options.memoryWait().toNanos();
    long held = memory.hold(begunWith, batch);
    while (held == HeadMemory.NO_ROOM) {
      if (System.nanoTime() - began >= patience) {
        throw HeadMemory.full();
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      held = memory.hold(begunWith, batch);
    }
    return held;
  }

  private boolean isHeadFull() {
    Head active = heads.active();
    return memory.isFlushDue(active)
        || active.entries() > 0 && journal.replayBytes() > options.maxJournalSize().bytes();
  }

  private boolean isHeadOld() {
    return heads.active().entries() > 0
        && clock.millis() - headSinceMillis >= options.maxHeadAge().toMillis();
  }

  /// Writes the head if it is full or old, and what an earlier attempt has left.
  private void flushIfDue() throws IOException {
    flushing.lock();
    try {
      if (heads.sealing() != null || isHeadFull() || isHeadOld()) {
        flush();
      }
    } finally {
      flushing.unlock();
    }
  }

  /// Writes everything in memory to blocks and returns when they are on disk.
  public void flush() throws IOException {
    flushing.lock();
    try {
      writeSealing();
      Head active = heads.active();
      if (active.entries() > 0 || memory.isFlushDue(active)) {
        replaceHead();
        writeSealing();
      }
    } catch (IOException | RuntimeException e) {
      flushFailures.increment();
      throw e;
    } finally {
      flushing.unlock();
    }
  }

  private void replaceHead() throws IOException {
    commits.writeLock().lock();
    try {
      Head full = heads.active();
      long segment = journal.cut();
      heads = new Heads(newHead(full.generation() + 1), full, segment);
      headSinceMillis = clock.millis();
    } finally {
      commits.writeLock().unlock();
    }
  }

  private void writeSealing() throws IOException {
    Heads current = heads;
    Head sealing = current.sealing();
    if (sealing == null) {
      return;
    }
    List<LogBlock> written =
        HeadFlush.write(
            sealing, partitionNanos, current.sealingSegment(), current.sealingSegment(), blocks);
    views.writeLock().lock();
    try {
      blocks.replace(written, Set.of());
      heads = new Heads(current.active(), null, 0);
    } finally {
      views.writeLock().unlock();
    }
    flushes.increment();
    journal.truncateBefore(current.sealingSegment());
  }

  /// Does what is due to blocks by now: retention, compaction. The store calls it by itself every
  /// `maintenance_interval`.
  public void maintain() throws IOException {
    // First what makes room on the disk.
    if (!options.retention().isZero()) {
      blocks.deleteBefore(nowNanos() - options.retention().toNanos());
    }
    compact();
  }

  /// Merges blocks as long as some should be.
  public void compact() throws IOException {
    if (!compacting.tryLock()) {
      return;
    }
    try {
      while (true) {
        long closedBefore = nowNanos() - options.maxHeadAge().toNanos() - partitionNanos / 8;
        List<BlockMeta> group =
            CompactionPlan.next(blocks.metas(), partitionNanos, closedBefore, unmergeable);
        if (group.isEmpty()) {
          return;
        }
        merge(group);
      }
    } finally {
      compacting.unlock();
    }
  }

  private void merge(List<BlockMeta> group) throws IOException {
    try {
      pool.call(
          CpuPool.Priority.BACKGROUND,
          () -> {
            compaction.merge(group);
            return true;
          });
      compactions.increment();
    } catch (ExecutionException | MalformedBytesException e) {
      group.forEach(meta -> unmergeable.add(meta.ulid()));
      throw new IOException("blocks cannot be merged", e);
    }
  }

  /// Deletes the block with the oldest entries. False if there is none.
  public boolean dropOldestBlock() {
    return blocks.deleteOldest();
  }

  /// Bytes of blocks and journal on disk.
  public long diskBytes() throws IOException {
    return disk.sizeBytes(directory);
  }

  /// The blocks, oldest first.
  public List<BlockMeta> blocks() {
    return blocks.metas();
  }

  public LogStoreStatistics statistics() throws IOException {
    long streams = 0;
    long headEntries = 0;
    long headBytes = 0;
    for (Head head : heads.all()) {
      streams += head.streamsWithEntries();
      headEntries += head.entries();
      headBytes += head.memoryBytes();
    }
    return new LogStoreStatistics(
        entries.sum(),
        lineBytes.sum(),
        streams,
        headEntries,
        headBytes,
        blocks.metas().size(),
        disk.sizeBytes(directory.resolve("blocks")),
        flushes.sum(),
        flushFailures.sum(),
        compactions.sum(),
        damagedPages.sum(),
        replayedEntries,
        journal.statistics());
  }

  /// Makes everything that was committed durable and lets go of all files. What is in memory stays
  /// in the journal. No selection may be open.
  @Override
  public void close() throws IOException {
    flusher.close();
    maintenance.close();
    flushing.lock();
    compacting.lock();
    try (codecs;
        blocks) {
      journal.close();
    } finally {
      compacting.unlock();
      flushing.unlock();
    }
  }
}
