package io.trivet.metrics.head;

import io.trivet.core.codec.BytesWriter;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.chunk.TimeColumn;
import io.trivet.metrics.chunk.ValueColumn;
import io.trivet.metrics.histogram.NativeHistogram;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The samples of one generation of the head, by number of series.
///
/// The newest float samples of a series lie open in its slot; a full slot is sealed into a chunk of
/// bytes in [ByteSlabs], which knows the chunk before it. Everything that few series have
/// (histograms, start timestamps, samples out of order, exemplars) lies in maps beside.
///
/// ```text
/// slot  = first time | newest chunk (32 bits), open samples (8), chunks (24) |
///         times - first time (6 longs of two) | bits of values (12)
/// chunk = position of the chunk before (4 bytes)  samples (byte)  times  values
/// ```
///
/// Guarded by the data lock of the [Head]: one thread changes it under the write lock, any thread
/// reads under the read lock, or without a lock once the generation is frozen.
public final class HeadSamples {
  private static final long EXEMPLAR_REACH_MILLIS = 86_400_000;
  private static final int OPEN = 12;
  private static final int PAGE_SERIES = 512;
  private static final int FIRST_TIME = 0;
  private static final int STATE = 1;
  private static final int TIMES = 2;
  private static final int VALUES = TIMES + OPEN / 2;
  private static final int SLOT = VALUES + OPEN;

  private final SeriesRegistry registry;
  private long[][] pages = new long[16][];
  private final ByteSlabs slabs;
  private final Map<Integer, HistogramRun> histograms = new HashMap<>();
  private final Map<Integer, StartRun> starts = new HashMap<>();
  private final Map<Integer, OutOfOrderRun> outOfOrder = new HashMap<>();
  private final ExemplarRuns exemplars = new ExemplarRuns();

  // Of the thread that changes the samples.
  private final TimeColumn timeColumn = new TimeColumn();
  private final ValueColumn valueColumn = new ValueColumn();
  private final BytesWriter sealing = new BytesWriter(512);
  private final long[] sealTimes = new long[OPEN];
  private final double[] sealValues = new double[OPEN];

  private long minTime = Long.MAX_VALUE;
  private long maxTime = Long.MIN_VALUE;
  private long sampleCount;
  private long chunkCount;
  private long besideBytes;

  /// Batches which are journaled for this generation and not yet applied. Guarded by the reserving
  /// lock.
  int inFlight;

  HeadSamples(SeriesRegistry registry) {
    this(registry, new ByteSlabs());
  }

  private HeadSamples(SeriesRegistry registry, ByteSlabs slabs) {
    this.registry = registry;
    this.slabs = slabs;
  }

  /// The same samples under other numbers of their series. This generation must not be changed any
  /// more; it may still be read.
  ///
  /// @param numbers new number of each series, -1 for those without samples
  HeadSamples renumber(SeriesRegistry other, int[] numbers) {
    HeadSamples next = new HeadSamples(other, slabs);
    for (int series = 0; series < numbers.length; series++) {
      long[] page = page(series);
      int at = slot(series);
      if (numbers[series] >= 0 && page != null && openCount(page[at + STATE]) > 0) {
        System.arraycopy(
            page, at, next.pageForWriting(numbers[series]), slot(numbers[series]), SLOT);
      }
    }
    histograms.forEach((series, run) -> next.histograms.put(numbers[series], run));
    starts.forEach((series, run) -> next.starts.put(numbers[series], run));
    outOfOrder.forEach((series, run) -> next.outOfOrder.put(numbers[series], run));
    exemplars.renumberInto(next.exemplars, numbers);
    next.minTime = minTime;
    next.maxTime = maxTime;
    next.sampleCount = sampleCount;
    next.chunkCount = chunkCount;
    next.besideBytes = besideBytes;
    return next;
  }

  SeriesRegistry registry() {
    return registry;
  }

  public boolean isEmpty() {
    return sampleCount == 0 && exemplars.size() == 0;
  }

  public long minTime() {
    return minTime;
  }

  public long maxTime() {
    return maxTime;
  }

  public long sampleCount() {
    return sampleCount;
  }

  public long chunkCount() {
    return chunkCount;
  }

  public ExemplarRuns exemplars() {
    return exemplars;
  }

  /// Bytes of samples, roughly.
  public long bytes() {
    long paged = 0;
    for (long[] page : pages) {
      paged += page == null ? 0 : 8L * page.length;
    }
    return paged + slabs.bytes() + besideBytes;
  }

  private long @Nullable [] page(int series) {
    int page = series / PAGE_SERIES;
    return page < pages.length ? pages[page] : null;
  }

  private static int slot(int series) {
    return series % PAGE_SERIES * SLOT;
  }

  private static int openCount(long state) {
    return (int) (state >>> 32) & 0xff;
  }

  private static int chunkCount(long state) {
    return (int) (state >>> 40);
  }

  private static long time(long[] slots, int at, int row) {
    long pair = slots[at + TIMES + row / 2];
    return slots[at + FIRST_TIME] + ((row & 1) == 0 ? (int) pair : (int) (pair >>> 32));
  }

  /// Time of the newest sample that is in order, `Long.MIN_VALUE` if there is none.
  public long lastTime(int series) {
    long last = lastFloatTime(series);
    if (!histograms.isEmpty()) {
      HistogramRun run = histograms.get(series);
      if (run != null) {
        last = Math.max(last, run.lastTime());
      }
    }
    return last;
  }

  private long lastFloatTime(int series) {
    long[] page = page(series);
    if (page == null) {
      return Long.MIN_VALUE;
    }
    int at = slot(series);
    int count = openCount(page[at + STATE]);
    return count == 0 ? Long.MIN_VALUE : time(page, at, count - 1);
  }

  /// Whether there may be samples of a series within a range.
  public boolean mayHave(int series, long min, long max) {
    if (max < minTime) {
      return false;
    }
    long[] page = page(series);
    if (page != null) {
      int at = slot(series);
      int count = openCount(page[at + STATE]);
      if (count > 0
          && time(page, at, count - 1) >= min
          && (chunkCount(page[at + STATE]) > 0 || page[at + FIRST_TIME] <= max)) {
        return true;
      }
    }
    if (!histograms.isEmpty()) {
      HistogramRun run = histograms.get(series);
      if (run != null && run.lastTime() >= min) {
        return true;
      }
    }
    if (!outOfOrder.isEmpty()) {
      OutOfOrderRun run = outOfOrder.get(series);
      return run != null && run.maxTime() >= min && run.minTime() <= max;
    }
    return false;
  }

  /// Adds a float sample; true if it came in order.
  boolean add(int series, long time, long bits, long start) {
    note(time);
    if (time <= lastTime(series)) {
      return !addOutOfOrder(series, time, bits, null, start);
    }
    long[] page = pageForWriting(series);
    int at = slot(series);
    long state = page[at + STATE];
    int count = openCount(state);
    long sinceFirst = time - page[at + FIRST_TIME];
    if (count == OPEN || count > 0 && sinceFirst > Integer.MAX_VALUE) {
      state = seal(page, at, state, count);
      count = 0;
    }
    if (count == 0) {
      page[at + FIRST_TIME] = time;
      sinceFirst = 0;
      chunkCount++;
    }
    int pair = at + TIMES + count / 2;
    page[pair] = (count & 1) == 0 ? sinceFirst : page[pair] & 0xffffffffL | sinceFirst << 32;
    page[at + VALUES + count] = bits;
    page[at + STATE] = state & ~(0xffL << 32) | (long) (count + 1) << 32;
    if (start != 0 || !starts.isEmpty()) {
      noteStart(series, time, start);
    }
    return true;
  }

  private void note(long time) {
    minTime = Math.min(minTime, time);
    maxTime = Math.max(maxTime, time);
    sampleCount++;
  }

  private void noteStart(int series, long time, long start) {
    StartRun run = starts.get(series);
    if (run == null) {
      if (start == 0) {
        return;
      }
      run = new StartRun();
      starts.put(series, run);
      besideBytes += 112;
    }
    if (run.current() != start) {
      run.change(time, start);
      besideBytes += 16;
    }
  }

  private long[] pageForWriting(int series) {
    int number = series / PAGE_SERIES;
    if (number >= pages.length) {
      pages = Arrays.copyOf(pages, Math.max(number + 1, 2 * pages.length));
    }
    long[] page = pages[number];
    if (page == null) {
      page = new long[PAGE_SERIES * SLOT];
      pages[number] = page;
    }
    return page;
  }

  /// Moves the open samples of a slot into a chunk and returns the new state.
  private long seal(long[] page, int at, long state, int count) {
    for (int row = 0; row < count; row++) {
      sealTimes[row] = time(page, at, row);
      sealValues[row] = Double.longBitsToDouble(page[at + VALUES + row]);
    }
    sealing.clear();
    sealing.putInt((int) state);
    sealing.putByte(count);
    timeColumn.write(sealTimes, 0, count, 0, sealing);
    valueColumn.write(sealValues, 0, count, sealing);
    int position = slabs.add(sealing);
    return (long) (chunkCount(state) + 1) << 40 | position & 0xffffffffL;
  }

  private boolean addOutOfOrder(
      int series, long time, long bits, @Nullable NativeHistogram histogram, long start) {
    boolean added =
        outOfOrder
            .computeIfAbsent(series, s -> new OutOfOrderRun())
            .add(time, bits, histogram, start);
    besideBytes += added ? 32 : 0;
    return added;
  }

  /// Adds a histogram sample; true if it came in order.
  boolean add(int series, long time, NativeHistogram histogram, long start) {
    note(time);
    if (time <= lastTime(series)) {
      return !addOutOfOrder(series, time, 0, histogram, start);
    }
    HistogramRun run = histograms.computeIfAbsent(series, s -> new HistogramRun());
    besideBytes += run.add(time, histogram, start) + 64;
    return true;
  }

  /// An exemplar far older than the samples is kept as long as they are in memory: it must not
  /// stretch their blocks into the past.
  void addExemplar(int series, Exemplar exemplar) {
    if (maxTime == Long.MIN_VALUE || exemplar.timestampMs() >= maxTime - EXEMPLAR_REACH_MILLIS) {
      minTime = Math.min(minTime, exemplar.timestampMs());
      maxTime = Math.max(maxTime, exemplar.timestampMs());
    }
    exemplars.add(series, exemplar);
  }

  /// What a reader of one series takes away under the lock; chunks are decoded without it.
  void capture(int series, long min, long max, long lastInOrder, HeadSeriesReader reader) {
    long[] page = page(series);
    int at = slot(series);
    int open = page == null ? 0 : openCount(page[at + STATE]);
    if (page != null && open > 0) {
      reader.captureSlot(page, at, SLOT);
    }
    if (!histograms.isEmpty()) {
      HistogramRun run = histograms.get(series);
      if (run != null) {
        run.read(min, Math.min(max, lastInOrder), reader.beside());
      }
    }
    if (!outOfOrder.isEmpty()) {
      OutOfOrderRun run = outOfOrder.get(series);
      if (run != null) {
        run.read(min, max, reader.late());
      }
    }
    if (!starts.isEmpty()) {
      reader.starts = starts.get(series);
    }
  }

  /// Appends the float samples of a captured slot within a range.
  void readFloats(long[] slot, long min, long max, HeadSeriesReader reader, SampleBuffer into) {
    long state = slot[STATE];
    int[] positions = reader.positions(chunkCount(state));
    int chunks = 0;
    for (int position = (int) state; position != ByteSlabs.NONE; ) {
      positions[chunks++] = position;
      long first = reader.openChunk(slabs.slab(position), ByteSlabs.offset(position));
      if (first <= min) {
        break;
      }
      position = reader.chunkBefore();
    }
    while (chunks > 0) {
      int position = positions[--chunks];
      reader.readChunk(slabs.slab(position), ByteSlabs.offset(position), min, max, into);
    }
    int open = openCount(state);
    for (int row = 0; row < open; row++) {
      long time = time(slot, 0, row);
      if (time >= min && time <= max) {
        into.add(time, Double.longBitsToDouble(slot[VALUES + row]));
      }
    }
  }

  /// Exemplars of a series within a range, ascending in time.
  public List<Exemplar> exemplars(int series, long min, long max) {
    return exemplars.read(series, min, max);
  }
}
