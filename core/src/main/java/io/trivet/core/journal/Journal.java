package io.trivet.core.journal;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.concurrent.Threads;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.WritableFile;
import io.trivet.core.journal.JournalOptions.SyncMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The journal of one store. Any thread appends; one flusher thread writes what has gathered since
/// its last write in one go (group commit). Appending is ordered: records are replayed in the order
/// in which [#append] was called.
///
/// A store writes a record, waits for it by [#await], and then makes the data visible. When it has
/// written a head to a block, it deletes the segments before the [#cut] that began the next head.
public final class Journal implements AutoCloseable {
  /// Appenders wait while this much is not yet with the operating system.
  private static final int MAX_PENDING_BYTES = 64 * 1024 * 1024;

  private static final int KEPT_BUFFER_BYTES = 4 * 1024 * 1024;

  private final Disk disk;
  private final Path directory;
  private final JournalOptions options;
  private final Thread flusher;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition appended = lock.newCondition();
  private final Condition flushed = lock.newCondition();

  /// Sealed segments by number, with their bytes. Guarded by the lock.
  private final TreeMap<Long, Long> sealed = new TreeMap<>();

  private Deque<Chunk> pending = new ArrayDeque<>();
  private int pendingBytes;
  private @Nullable BytesWriter spare;
  private long appendSegment;
  private long appendSegmentBytes;
  private long appendedBytes;
  private long flushedBytes;
  private long records;
  private long forces;
  private final long damagedRecords;
  private final long tornBytes;
  private @Nullable IOException failure;
  private boolean closing;

  // Of the flusher thread alone.
  private @Nullable WritableFile file;
  private long fileSegment;
  private long filePosition;
  private boolean dirty;
  private long lastForceNanos;

  private Journal(
      Disk disk,
      Path directory,
      JournalOptions options,
      long minSegment,
      SortedMap<Long, Long> found,
      long damagedRecords,
      long tornBytes) {
    this.disk = disk;
    this.directory = directory;
    this.options = options;
    this.sealed.putAll(found);
    this.damagedRecords = damagedRecords;
    this.tornBytes = tornBytes;
    this.appendSegment = Math.max(minSegment, found.isEmpty() ? 1 : found.lastKey() + 1);
    this.appendSegmentBytes = SegmentFormat.HEADER_BYTES;
    pending.add(new Chunk(appendSegment, new BytesWriter(64 * 1024)));
    this.lastForceNanos = System.nanoTime();
    this.flusher = Threads.start("journal-" + directory.getFileName(), this::flushLoop);
  }

  /// Records of one segment that were not yet written.
  private record Chunk(long segment, BytesWriter bytes) {}

  /// Opens a journal, handing what is in it to the handler first. New records go to a new segment.
  ///
  /// @param minSegment new segments get at least this number: a store that remembers the number of
  ///   a [#cut] with its blocks passes it, so that numbers never start again below it
  /// @throws IOException if the directory cannot be read, or what the handler throws
  public static Journal open(
      Disk disk, Path directory, JournalOptions options, long minSegment, RecordHandler replay)
      throws IOException {
    disk.createDirectories(directory);
    TreeMap<Long, Long> found = new TreeMap<>();
    for (Path file : disk.list(directory)) {
      long number = SegmentFormat.number(file);
      if (number >= 0) {
        found.put(number, disk.sizeBytes(file));
      }
    }
    long damaged = 0;
    long torn = 0;
    for (long segment : List.copyOf(found.keySet())) {
      Path path = SegmentFormat.file(directory, segment);
      SegmentReplay.Outcome outcome = SegmentReplay.replay(disk, path, segment, replay);
      damaged += outcome.damagedRecords();
      torn += outcome.tornBytes();
      found.put(segment, outcome.validBytes());
    }
    return new Journal(disk, directory, options, minSegment, found, damaged, torn);
  }

  /// Adds a record and returns the position behind it, for [#await]. Waits while too much is
  /// pending.
  ///
  /// @param type any number, given back when replayed
  /// @param length at most 256 MiB
  /// @throws IOException if the journal has failed or is closed
  public long append(int type, byte[] payload, int offset, int length) throws IOException {
    if (length > SegmentFormat.MAX_RECORD_BYTES) {
      throw new IllegalArgumentException("a journal record of " + length + " bytes");
    }
    int crc = SegmentFormat.checksum(type, payload, offset, length);
    lock.lock();
    try {
      while (pendingBytes > MAX_PENDING_BYTES && failure == null && !closing) {
        flushed.awaitUninterruptibly();
      }
      checkUsable();
      int size = SegmentFormat.RECORD_HEADER_BYTES + length;
      if (appendSegmentBytes + size > options.segmentSize().bytes()
          && appendSegmentBytes > SegmentFormat.HEADER_BYTES) {
        nextSegment();
      }
      SegmentFormat.appendRecord(
          pending.getLast().bytes(), appendSegment, crc, type, payload, offset, length);
      pendingBytes += size;
      appendSegmentBytes += size;
      appendedBytes += size;
      records++;
      appended.signal();
      return appendedBytes;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until everything up to a position is as safe as the options promise.
  ///
  /// @throws IOException if it could not be written
  public void await(long position) throws IOException {
    lock.lock();
    try {
      while (flushedBytes < position) {
        if (failure != null) {
          throw new IOException("journal " + directory + " has failed", failure);
        }
        flushed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Begins a new segment and returns its number: records appended before are in segments with
  /// smaller numbers, records appended later are not.
  public long cut() throws IOException {
    lock.lock();
    try {
      checkUsable();
      if (appendSegmentBytes > SegmentFormat.HEADER_BYTES) {
        nextSegment();
      }
      return appendSegment;
    } finally {
      lock.unlock();
    }
  }

  /// Deletes all segments with smaller numbers.
  public void truncateBefore(long segment) throws IOException {
    while (true) {
      long oldest;
      lock.lock();
      try {
        if (sealed.isEmpty() || sealed.firstKey() >= segment) {
          return;
        }
        oldest = sealed.firstKey();
      } finally {
        lock.unlock();
      }
      disk.delete(SegmentFormat.file(directory, oldest));
      lock.lock();
      try {
        sealed.remove(oldest);
      } finally {
        lock.unlock();
      }
    }
  }

  /// Bytes of records which a restart would replay now.
  public long replayBytes() {
    lock.lock();
    try {
      return sealedBytes() + appendSegmentBytes;
    } finally {
      lock.unlock();
    }
  }

  private long sealedBytes() {
    long sum = 0;
    for (long bytes : sealed.values()) {
      sum += bytes;
    }
    return sum;
  }

  public JournalStatistics statistics() {
    lock.lock();
    try {
      return new JournalStatistics(
          records,
          appendedBytes,
          forces,
          sealed.size() + 1,
          sealedBytes() + appendSegmentBytes,
          damagedRecords,
          tornBytes);
    } finally {
      lock.unlock();
    }
  }

  private void checkUsable() throws IOException {
    if (failure != null) {
      throw new IOException("journal " + directory + " has failed", failure);
    }
    if (closing) {
      throw new IOException("journal " + directory + " is closed");
    }
  }

  private void nextSegment() {
    sealed.put(appendSegment, appendSegmentBytes);
    appendSegment++;
    appendSegmentBytes = SegmentFormat.HEADER_BYTES;
    pending.add(new Chunk(appendSegment, new BytesWriter(64 * 1024)));
  }

  private void flushLoop() {
    try {
      while (true) {
        Deque<Chunk> chunks = takePending();
        if (chunks == null) {
          break;
        }
        int written = 0;
        for (Chunk chunk : chunks) {
          written += writeChunk(chunk);
        }
        boolean due = System.nanoTime() - lastForceNanos >= options.syncInterval().toNanos();
        if (dirty && (options.sync() == SyncMode.ALWAYS || due)) {
          force();
        }
        giveBack(chunks, written);
      }
      if (file != null) {
        file.truncate(filePosition);
        force();
        file.close();
      }
    } catch (IOException | RuntimeException | Error e) {
      lock.lock();
      try {
        failure = e instanceof IOException io ? io : new IOException(e);
        flushed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /// What has gathered; waits for it, or until a force is due. Null when closing and nothing is
  /// left.
  private @Nullable Deque<Chunk> takePending() {
    lock.lock();
    try {
      long left = options.syncInterval().toNanos();
      while (pendingBytes == 0 && pending.size() == 1 && !closing && left > 0) {
        try {
          if (dirty) {
            left = appended.awaitNanos(left);
          } else {
            appended.await();
          }
        } catch (InterruptedException unexpected) {
          // Nobody interrupts the flusher; an interrupt would close the file under it.
        }
      }
      if (closing && pendingBytes == 0) {
        return null;
      }
      Deque<Chunk> taken = pending;
      pending = new ArrayDeque<>();
      BytesWriter next = spare == null ? new BytesWriter(64 * 1024) : spare;
      spare = null;
      pending.add(new Chunk(appendSegment, next));
      pendingBytes = 0;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private int writeChunk(Chunk chunk) throws IOException {
    int count = chunk.bytes().length();
    if (file == null || fileSegment != chunk.segment()) {
      if (count == 0) {
        return 0;
      }
      openSegment(chunk.segment());
    }
    if (count > 0 && file != null) {
      file.write(filePosition, ByteBuffer.wrap(chunk.bytes().array(), 0, count));
      filePosition += count;
      dirty = true;
    }
    return count;
  }

  private void openSegment(long segment) throws IOException {
    if (file != null) {
      file.truncate(filePosition);
      force();
      file.close();
    }
    WritableFile next = disk.create(SegmentFormat.file(directory, segment));
    file = next;
    fileSegment = segment;
    next.preallocate(options.segmentSize().bytes());
    next.write(0, ByteBuffer.wrap(SegmentFormat.header(segment)));
    filePosition = SegmentFormat.HEADER_BYTES;
    disk.forceDirectory(directory);
  }

  private void force() throws IOException {
    if (file != null) {
      file.force();
    }
    dirty = false;
    lastForceNanos = System.nanoTime();
    lock.lock();
    try {
      forces++;
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(Deque<Chunk> chunks, int written) {
    lock.lock();
    try {
      flushedBytes += written;
      BytesWriter used = chunks.getFirst().bytes();
      if (spare == null && used.array().length <= KEPT_BUFFER_BYTES) {
        used.clear();
        spare = used;
      }
      flushed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Writes and forces what is pending, and ends the flusher.
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closing = true;
      appended.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (flusher.isAlive()) {
      try {
        flusher.join(TimeUnit.SECONDS.toMillis(60));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw new IOException("journal " + directory + " has failed", failure);
    }
  }
}
