package io.trivet.core.index;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.label.Regex;
import io.trivet.core.query.QueryContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/// The label sets of a head: each has an id from 0 on, in the order of arrival, and is found by its
/// labels or by matchers as soon as [#add] returns. Ids are never taken back; a head that is
/// written out is replaced together with its index.
///
/// Memory: texts once each, 8 bytes a label of each set, 4 to 8 bytes a set for the look-up table,
/// and posting lists (about 40 to 80 bytes a set). Safe for use from any thread: one lock, held
/// shortly.
public final class LabelIndex {
  private static final int BLOCK_INTS = 1 << 16;

  /// Values matched between two looks at the deadline of a query: an expression may be large.
  private static final int CHECKED_VALUES = 64;

  /// Values read under one lock.
  private static final int LOCKED_VALUES = 4096;

  private static final int NAME_BYTES = 400;

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Symbols symbols = new Symbols();

  /// By symbol of the label name.
  private @Nullable ValuePostings[] byName = new ValuePostings[256];

  private final List<Integer> names = new ArrayList<>();

  /// Name and value symbols of all sets one after the other, in blocks; a set never crosses a
  /// block.
  private int[][] blocks = new int[16][];

  private int blockCount;
  private int blockUsed = BLOCK_INTS;

  /// Position (block, offset) of each set: its number of labels, then the symbols.
  private int[] positions = new int[1024];

  private int size;
  private long postingBytes;
  private int[] table = new int[4096];
  private final RoaringBitmap all = new RoaringBitmap();

  public LabelIndex() {
    Arrays.fill(table, -1);
  }

  /// Number of label sets; ids are `0 .. size() - 1`.
  public int size() {
    lock.readLock().lock();
    try {
      return size;
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Number of distinct texts of names and values.
  public int symbolCount() {
    lock.readLock().lock();
    try {
      return symbols.size();
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Id of a label set, -1 if it is unknown.
  public int find(Labels labels) {
    lock.readLock().lock();
    try {
      int[] wanted = known(labels);
      return wanted == null ? -1 : lookup(wanted);
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Id of a label set, a new one if it is unknown.
  ///
  /// @throws IllegalArgumentException if there are more than 32,000 labels
  public int add(Labels labels) {
    if (labels.size() > BLOCK_INTS / 2 - 1) {
      throw new IllegalArgumentException(labels.size() + " labels");
    }
    lock.writeLock().lock();
    try {
      int[] wanted = new int[2 * labels.size()];
      for (int i = 0; i < labels.size(); i++) {
        wanted[2 * i] = symbols.intern(labels.name(i));
        wanted[2 * i + 1] = symbols.intern(labels.value(i));
      }
      int known = lookup(wanted);
      return known >= 0 ? known : insert(wanted);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private int @Nullable [] known(Labels labels) {
    int[] found = new int[2 * labels.size()];
    for (int i = 0; i < labels.size(); i++) {
      found[2 * i] = symbols.find(labels.name(i));
      found[2 * i + 1] = symbols.find(labels.value(i));
      if (found[2 * i] < 0 || found[2 * i + 1] < 0) {
        return null;
      }
    }
    return found;
  }

  private int lookup(int[] wanted) {
    int mask = table.length - 1;
    for (int slot = hash(wanted, 0, wanted.length) & mask; ; slot = slot + 1 & mask) {
      int id = table[slot];
      if (id < 0) {
        return -1;
      }
      int[] block = blocks[positions[id] >>> 16];
      int at = positions[id] & 0xffff;
      if (block[at] == wanted.length
          && Arrays.equals(block, at + 1, at + 1 + wanted.length, wanted, 0, wanted.length)) {
        return id;
      }
    }
  }

  private int insert(int[] pairs) {
    int id = size;
    if (id == positions.length) {
      positions = Arrays.copyOf(positions, id + (id >> 1));
    }
    if (blockUsed + pairs.length + 1 > BLOCK_INTS) {
      if (blockCount == blocks.length) {
        blocks = Arrays.copyOf(blocks, 2 * blockCount);
      }
      blocks[blockCount++] = new int[BLOCK_INTS];
      blockUsed = 0;
    }
    int[] block = blocks[blockCount - 1];
    positions[id] = blockCount - 1 << 16 | blockUsed;
    block[blockUsed] = pairs.length;
    System.arraycopy(pairs, 0, block, blockUsed + 1, pairs.length);
    blockUsed += pairs.length + 1;
    size++;
    all.add(id);
    for (int i = 0; i < pairs.length; i += 2) {
      postingBytes += postings(pairs[i]).add(pairs[i + 1], id);
    }
    if (2 * size > table.length) {
      rehash();
    } else {
      enter(id, hash(pairs, 0, pairs.length));
    }
    return id;
  }

  private ValuePostings postings(int nameSymbol) {
    if (nameSymbol >= byName.length) {
      byName = Arrays.copyOf(byName, Math.max(nameSymbol + 1, 2 * byName.length));
    }
    ValuePostings postings = byName[nameSymbol];
    if (postings == null) {
      postings = new ValuePostings();
      byName[nameSymbol] = postings;
      names.add(nameSymbol);
      postingBytes += NAME_BYTES;
    }
    return postings;
  }

  private void rehash() {
    table = new int[2 * table.length];
    Arrays.fill(table, -1);
    for (int id = 0; id < size; id++) {
      int[] block = blocks[positions[id] >>> 16];
      int at = positions[id] & 0xffff;
      enter(id, hash(block, at + 1, block[at]));
    }
  }

  private void enter(int id, int hash) {
    int mask = table.length - 1;
    int slot = hash & mask;
    while (table[slot] >= 0) {
      slot = slot + 1 & mask;
    }
    table[slot] = id;
  }

  private static int hash(int[] values, int from, int count) {
    long h = 0x9e3779b97f4a7c15L + count;
    for (int i = 0; i < count; i++) {
      h = (h ^ values[from + i]) * 0xff51afd7ed558ccdL;
      h ^= h >>> 29;
    }
    return (int) (h ^ h >>> 32);
  }

  /// Labels of an id.
  public Labels labels(int id) {
    lock.readLock().lock();
    try {
      int[] block = blocks[positions[id] >>> 16];
      int at = positions[id] & 0xffff;
      String[] pairs = new String[block[at]];
      for (int i = 0; i < pairs.length; i++) {
        pairs[i] = symbols.text(block[at + 1 + i]);
      }
      return Labels.ofSorted(pairs);
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Value of one label of an id, "" when absent.
  public String label(int id, String name) {
    lock.readLock().lock();
    try {
      int wanted = symbols.find(name);
      int[] block = blocks[positions[id] >>> 16];
      int at = positions[id] & 0xffff;
      for (int i = at + 1; wanted >= 0 && i < at + 1 + block[at]; i += 2) {
        if (block[i] == wanted) {
          return symbols.text(block[i + 1]);
        }
      }
      return "";
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Ids which satisfy all matchers, as a new bitmap.
  public RoaringBitmap select(List<LabelMatcher> matchers) {
    return select(matchers, QueryContext.unbounded());
  }

  /// Ids which satisfy all matchers, as a new bitmap. Regular expressions are matched without the
  /// lock: however long that takes, sets are added meanwhile.
  public RoaringBitmap select(List<LabelMatcher> matchers, QueryContext context) {
    return Conjunction.select(
        matchers,
        () -> locked(all::clone),
        (matcher, satisfying) -> withValue(matcher, satisfying, context));
  }

  private <T extends @Nullable Object> T locked(Supplier<T> reading) {
    lock.readLock().lock();
    try {
      return reading.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  private @Nullable ValuePostings find(String name) {
    int symbol = symbols.find(name);
    return symbol >= 0 && symbol < byName.length ? byName[symbol] : null;
  }

  /// Ids that have the label with a value which satisfies the matcher, or does not, as a new
  /// bitmap.
  private RoaringBitmap withValue(LabelMatcher matcher, boolean satisfying, QueryContext context) {
    ValuePostings postings = locked(() -> find(matcher.name()));
    if (postings == null) {
      return new RoaringBitmap();
    }
    // Whether the values wanted are those which the text or the pattern names, or all others.
    boolean named = satisfying != matcher.op().isNegative();
    Regex regex = matcher.regex();
    if (regex != null && regex.matchesEverythingButEmpty()) {
      return named ? locked(() -> postings.all().clone()) : new RoaringBitmap();
    }
    Set<String> finite = regex == null ? Set.of(matcher.value()) : regex.finiteSet();
    if (finite == null) {
      return collectMatching(postings, matcher, satisfying, context);
    }
    RoaringBitmap hits = new RoaringBitmap();
    return locked(() -> {
      finite.forEach(value -> collect(postings, value, hits));
      if (named) {
        return hits;
      }
      RoaringBitmap others = postings.all().clone();
      others.andNot(hits);
      return others;
    });
  }

  private RoaringBitmap collectMatching(
      ValuePostings postings, LabelMatcher matcher, boolean satisfying, QueryContext context) {
    int[] values = locked(postings::values);
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (i % CHECKED_VALUES == 0) {
        context.check();
      }
      if (matcher.matches(symbols.text(values[i])) == satisfying) {
        values[count++] = values[i];
      }
    }
    RoaringBitmap hits = new RoaringBitmap();
    for (int from = 0; from < count; from += LOCKED_VALUES) {
      int first = from;
      int end = Math.min(count, from + LOCKED_VALUES);
      locked(() -> {
        for (int i = first; i < end; i++) {
          postings.collect(values[i], hits);
        }
        return hits;
      });
    }
    return hits;
  }

  private void collect(ValuePostings postings, String value, RoaringBitmap into) {
    int symbol = symbols.find(value);
    if (symbol >= 0) {
      postings.collect(symbol, into);
    }
  }

  /// Names of all labels, or of those which occur within a set of ids; sorted.
  ///
  /// @param within null for all
  public List<String> labelNames(@Nullable RoaringBitmap within) {
    List<String> found = new ArrayList<>();
    locked(() -> {
      for (int name : names) {
        ValuePostings postings = byName[name];
        if (postings != null
            && (within == null || RoaringBitmap.intersects(postings.all(), within))) {
          found.add(symbols.text(name));
        }
      }
      return found;
    });
    found.sort(Labels::compareText);
    return found;
  }

  /// Values of a label, or those which occur within a set of ids; sorted.
  ///
  /// @param within null for all
  public List<String> labelValues(String name, @Nullable RoaringBitmap within) {
    List<String> found = new ArrayList<>();
    ValuePostings postings = locked(() -> find(name));
    if (postings == null) {
      return found;
    }
    int[] values = locked(postings::values);
    for (int from = 0; from < values.length; from += LOCKED_VALUES) {
      int first = from;
      int end = Math.min(values.length, from + LOCKED_VALUES);
      locked(() -> {
        for (int i = first; i < end; i++) {
          if (within == null || postings.intersects(values[i], within)) {
            found.add(symbols.text(values[i]));
          }
        }
        return found;
      });
    }
    found.sort(Labels::compareText);
    return found;
  }

  /// Bytes of heap, roughly.
  public long bytes() {
    return locked(() ->
        symbols.bytes()
            + postingBytes
            + 4L * BLOCK_INTS * blockCount
            + 4L * (positions.length + table.length));
  }
}
