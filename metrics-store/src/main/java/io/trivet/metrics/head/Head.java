package io.trivet.metrics.head;

import io.trivet.core.disk.Disk;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.index.LabelIndex;
import io.trivet.core.journal.Journal;
import io.trivet.core.journal.JournalStatistics;
import io.trivet.core.label.Labels;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.MetricMetadata;
import io.trivet.metrics.MetricsAppender;
import io.trivet.metrics.MetricsStoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The samples since the last flush, and the journal behind them. Safe for use from any thread.
///
/// Two locks. The *reserving* lock orders batches: it guards the registry of series, the newest
/// sample of each, the journal's order and which generation is current. The *data* lock guards the
/// samples: a commit holds it for writing while it applies a batch, which makes a batch visible as
/// a whole, and readers hold it for the time of one series. Who holds both took the reserving lock
/// first.
public final class Head implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Head.class);
  private static final SecureRandom RANDOM = new SecureRandom();

  /// Batches are refused when the journal is this many times over its limit because blocks cannot
  /// be written.
  private static final int JOURNAL_SLACK = 4;

  private static final int MAX_RECORD_BYTES = 128 * 1024 * 1024;

  private volatile MetricsStoreOptions options;
  private final InstantSource clock;
  private final LabelHash labelHash;
  private final MetadataTable metadata;
  private final HeadCounters counters = new HeadCounters();
  private final HeadMemory memory = new HeadMemory(this);
  private final ReentrantLock reserving = new ReentrantLock();
  private final Condition applied = reserving.newCondition();
  private final ReentrantReadWriteLock data = new ReentrantReadWriteLock();
  private final BatchRecord record = new BatchRecord();

  /// Set by [#open] before anybody else has the head: replaying the journal fills it.
  @SuppressWarnings("NullAway.Init")
  private Journal journal;

  private volatile SeriesRegistry registry = new SeriesRegistry(1);
  private volatile HeadSamples current = new HeadSamples(registry);
  private volatile @Nullable HeadSamples frozen;
  private long frozenCut;
  private int epoch = RANDOM.nextInt();
  private volatile long generationStart;
  private volatile long maxTime;

  private Head(
      MetricsStoreOptions options,
      InstantSource clock,
      LabelHash labelHash,
      MetadataTable metadata,
      long maxTime) {
    this.options = options;
    this.clock = clock;
    this.labelHash = labelHash;
    this.metadata = metadata;
    this.maxTime = maxTime;
    this.generationStart = clock.millis();
  }

  /// Where samples go that have no room in memory while the journal is replayed.
  public interface Blocks {
    /// Writes samples to blocks and takes these into use.
    ///
    /// @param covered samples in segments of the journal below this number are in blocks then
    /// @throws IOException if that cannot be; nothing is changed then
    void write(Head head, HeadSamples samples, long covered) throws IOException;
  }

  /// Opens the journal and puts back what no block holds.
  ///
  /// @param coveredSegment records in segments below this number are in blocks
  /// @param maxTime time of the newest sample in blocks, `Long.MIN_VALUE` if there is none
  public static Head open(
      MetricsStoreOptions options,
      Disk disk,
      Path directory,
      InstantSource clock,
      LabelHash labelHash,
      MetadataTable metadata,
      long coveredSegment,
      long maxTime,
      Blocks blocks)
      throws IOException {
    Head head = new Head(options, clock, labelHash, metadata, maxTime);
    HeadReplay replay = new HeadReplay(head, metadata, blocks, coveredSegment);
    head.journal = Journal.open(disk, directory, options.journal(), coveredSegment, replay::apply);
    replay.finish();
    head.journal.truncateBefore(replay.neededFrom());
    return head;
  }

  // While the journal is replayed:

  HeadSamples current() {
    return current;
  }

  void sawTime(long time) {
    maxTime = Math.max(maxTime, time);
  }

  /// Goes on without samples.
  ///
  /// @return those there were
  HeadSamples takeSamples() {
    HeadSamples taken = current;
    current = new HeadSamples(registry);
    return taken;
  }

  void putBack(HeadSamples samples) {
    current = samples;
  }

  /// Goes on without series, of which none may have samples.
  void forgetAllSeries() {
    registry = new SeriesRegistry(registry.number + 1);
    current = new HeadSamples(registry);
  }

  public MetricsAppender appender() {
    return new HeadAppender(this);
  }

  public ReentrantReadWriteLock dataLock() {
    return data;
  }

  SeriesRegistry registry() {
    return registry;
  }

  MetricsStoreOptions options() {
    return options;
  }

  /// Takes other options than those of the journal.
  public void reload(MetricsStoreOptions wanted) {
    options = wanted;
  }

  InstantSource clock() {
    return clock;
  }

  LabelHash labelHash() {
    return labelHash;
  }

  HeadCounters counters() {
    return counters;
  }

  /// Time of the newest sample ever seen.
  public long maxTime() {
    return maxTime;
  }

  /// The series with these labels, a new one if it is unknown.
  int series(SeriesRegistry wanted, Labels labels, boolean hashed, long hashHigh, long hashLow) {
    reserving.lock();
    try {
      int before = wanted.size();
      if (wanted.index.find(labels) < 0) {
        memory.checkRoomForSeries(before);
      }
      int series = wanted.add(labels);
      if (hashed) {
        wanted.addHash(hashHigh, hashLow, series);
      }
      if (wanted.size() > before) {
        counters.seriesCreated(1);
        memory.seriesAdded();
      }
      return series;
    } finally {
      reserving.unlock();
    }
  }

  /// Makes a batch durable and visible. Rows that are not acceptable any more, because another
  /// batch was faster, are dropped.
  void commit(Batch batch, Acceptance acceptance, SeriesRegistry theirs) throws IOException {
    long position;
    HeadSamples target;
    reserving.lock();
    try {
      if (journal.replayBytes() > JOURNAL_SLACK * options.maxJournalSize().bytes()) {
        throw new TrivetException(
            ErrorKind.UNAVAILABLE,
            "the journal of metrics is far above its limit because blocks cannot be written; see"
                + " the log");
      }
      memory.checkRoomForSamples();
      SeriesRegistry ours = registry;
      if (theirs != ours) {
        batch.translate(theirs, ours);
      }
      acceptance.reserve(batch, ours, maxTime);
      if (batch.isEmpty()) {
        return;
      }
      record.begin();
      defineAll(batch, ours);
      record.finish(epoch, batch);
      if (record.bytes().length() > MAX_RECORD_BYTES) {
        // What it defined is not in the journal: begin an epoch in which nothing is defined.
        epoch = RANDOM.nextInt();
        throw new TrivetException(
            ErrorKind.TOO_LARGE, "a batch of more than 128 MiB; send smaller ones");
      }
      position =
          journal.append(BatchRecord.TYPE, record.bytes().array(), 0, record.bytes().length());
      acceptance.remember(batch, ours);
      maxTime = Math.max(maxTime, acceptance.maxTime());
      memory.samplesAdded(batch.size);
      target = current;
      target.inFlight++;
    } finally {
      reserving.unlock();
    }
    boolean durable = false;
    try {
      journal.await(position);
      durable = true;
    } finally {
      try {
        if (durable) {
          apply(batch, target);
        }
      } finally {
        reserving.lock();
        try {
          if (--target.inFlight == 0) {
            applied.signalAll();
          }
        } finally {
          reserving.unlock();
        }
      }
    }
  }

  private void defineAll(Batch batch, SeriesRegistry ours) {
    for (int i = 0; i < batch.size; i++) {
      define(batch.series[i], ours);
    }
    batch.histograms.forEach(row -> define(row.series(), ours));
    batch.exemplars.forEach(row -> define(row.series(), ours));
  }

  private void define(int series, SeriesRegistry ours) {
    if (ours.epoch(series) != epoch) {
      ours.epoch(series, epoch);
      record.define(series, ours.index.labels(series));
    }
  }

  private void apply(Batch batch, HeadSamples target) {
    int late = 0;
    data.writeLock().lock();
    try {
      for (int i = 0; i < batch.size; i++) {
        if (!target.add(batch.series[i], batch.times[i], batch.bits[i], batch.starts[i])) {
          late++;
        }
      }
      for (Batch.HistogramRow row : batch.histograms) {
        if (!target.add(row.series(), row.time(), row.histogram(), row.start())) {
          late++;
        }
      }
      for (Batch.ExemplarRow row : batch.exemplars) {
        target.addExemplar(row.series(), row.exemplar());
      }
    } finally {
      data.writeLock().unlock();
    }
    batch.metadata.forEach(row -> metadata.add(row.metricName(), row.metadata()));
    counters.appended(batch.size, batch.histograms.size(), late, batch.exemplars.size());
  }

  /// Freezes the current generation and begins another one. Does nothing if one is frozen already,
  /// because its flush has failed: that one is to be written first.
  ///
  /// @return what is to be written, null if there is nothing
  public @Nullable HeadSamples freeze() throws IOException {
    reserving.lock();
    try {
      if (frozen == null) {
        if (current.isEmpty() && current.inFlight == 0) {
          return null;
        }
        long cut = journal.cut();
        HeadSamples next = new HeadSamples(registry);
        epoch = RANDOM.nextInt();
        data.writeLock().lock();
        try {
          frozen = current;
          frozenCut = cut;
          current = next;
          generationStart = clock.millis();
        } finally {
          data.writeLock().unlock();
        }
      }
      HeadSamples wanted = frozen;
      while (wanted != null && wanted.inFlight > 0) {
        applied.awaitUninterruptibly();
      }
      return wanted;
    } finally {
      reserving.unlock();
    }
  }

  /// Number of the journal segment before which everything is in the frozen generation or older.
  public long frozenCut() {
    return frozenCut;
  }

  /// Lets go of the frozen generation, whose samples are in blocks now.
  ///
  /// @param publish makes the blocks visible; runs while no reader can look
  public void release(Runnable publish) throws IOException {
    data.writeLock().lock();
    try {
      publish.run();
      frozen = null;
    } finally {
      data.writeLock().unlock();
    }
    journal.truncateBefore(frozenCut);
  }

  /// Replaces the registry of series by one without those that have no sample in memory and whose
  /// newest sample is old, if that saves a good part of it.
  ///
  /// @param before series are old when their newest sample is older than this
  public void forgetOldSeries(long before) {
    reserving.lock();
    try {
      SeriesRegistry old = registry;
      int size = old.size();
      int[] numbers = new int[size];
      int live = 0;
      for (int series = 0; series < size; series++) {
        numbers[series] = old.lastTime(series) >= before ? live++ : -1;
      }
      if (frozen != null
          || current.inFlight > 0
          || size - live < SeriesRegistry.fewestForgotten(size)) {
        return;
      }
      SeriesRegistry next = new SeriesRegistry(old.number + 1);
      for (int series = 0; series < size; series++) {
        if (numbers[series] >= 0
            || current.mayHave(series, Long.MIN_VALUE, Long.MAX_VALUE)
            || current.exemplars().series().contains(series)) {
          numbers[series] = next.add(old.index.labels(series));
          next.copyState(numbers[series], old, series);
          next.epoch(numbers[series], 0);
        }
      }
      next.hashes.putAll(old.hashes, numbers);
      epoch = RANDOM.nextInt() | 1;
      data.writeLock().lock();
      try {
        current = current.renumber(next, numbers);
        registry = next;
      } finally {
        data.writeLock().unlock();
      }
      log.info("forgot {} old series of {}", size - next.size(), size);
    } finally {
      reserving.unlock();
    }
  }

  /// Whether there are more exemplars in memory than there should be.
  public boolean hasManyExemplars() {
    HeadSamples old = frozen;
    int waiting = old == null ? 0 : old.exemplars().size();
    return current.exemplars().size() + waiting > options.maxExemplars();
  }

  public HeadMemory memory() {
    return memory;
  }

  /// Bytes of samples, roughly.
  long sampleBytes() {
    HeadSamples old = frozen;
    return current.bytes() + (old == null ? 0 : old.bytes());
  }

  /// What a query sees of the head; to be taken under the read lock of [#dataLock].
  public HeadView view() {
    return new HeadView(this, current, frozen, labelHash);
  }

  /// The newest exemplar of a series, null if none is in memory.
  @Nullable Exemplar newestExemplar(int series, SeriesRegistry theirs) {
    data.readLock().lock();
    try {
      if (theirs != registry) {
        return null;
      }
      Exemplar newest = current.exemplars().newest(series);
      HeadSamples old = frozen;
      return newest == null && old != null ? old.exemplars().newest(series) : newest;
    } finally {
      data.readLock().unlock();
    }
  }

  boolean hasMetadata(String metricName, MetricMetadata value) {
    return metadata.has(metricName, value);
  }

  /// When the current generation was begun, in ms.
  public long generationStart() {
    return generationStart;
  }

  public int seriesCount() {
    return registry.size();
  }

  public LabelIndex index() {
    return registry.index;
  }

  public HeadStatistics statistics() {
    data.readLock().lock();
    try {
      HeadSamples old = frozen;
      HeadSamples now = current;
      return new HeadStatistics(
          registry.size(),
          counters.seriesCreated(),
          now.chunkCount() + (old == null ? 0 : old.chunkCount()),
          Math.min(now.minTime(), old == null ? Long.MAX_VALUE : old.minTime()),
          maxTime,
          counters.samples(),
          counters.histograms(),
          counters.late(),
          counters.exemplars(),
          now.exemplars().size() + (old == null ? 0 : old.exemplars().size()),
          sampleBytes() + registry.bytes());
    } finally {
      data.readLock().unlock();
    }
  }

  public JournalStatistics journalStatistics() {
    return journal.statistics();
  }

  public long journalBytes() {
    return journal.replayBytes();
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }
}
