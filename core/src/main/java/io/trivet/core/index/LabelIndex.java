package io.trivet.core.index;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.label.Regex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
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
      postings(pairs[i]).add(pairs[i + 1], id);
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
    lock.readLock().lock();
    try {
      RoaringBitmap result = null;
      // What must be there first: it makes the set small before anything is taken away.
      for (LabelMatcher matcher : matchers) {
        if (!matcher.matchesEmpty()) {
          RoaringBitmap hits = matching(matcher);
          if (result == null) {
            result = hits;
          } else {
            result.and(hits);
          }
          if (result.isEmpty()) {
            return result;
          }
        }
      }
      if (result == null) {
        result = all.clone();
      }
      for (LabelMatcher matcher : matchers) {
        if (matcher.matchesEmpty()) {
          result.andNot(notMatching(matcher));
        }
      }
      return result;
    } finally {
      lock.readLock().unlock();
    }
  }

  private @Nullable ValuePostings find(String name) {
    int symbol = symbols.find(name);
    return symbol >= 0 && symbol < byName.length ? byName[symbol] : null;
  }

  /// Ids that have the label with a value which satisfies the matcher, as a new bitmap.
  private RoaringBitmap matching(LabelMatcher matcher) {
    ValuePostings postings = find(matcher.name());
    RoaringBitmap hits = new RoaringBitmap();
    if (postings == null) {
      return hits;
    }
    Regex regex = matcher.regex();
    switch (matcher.op()) {
      case EQUAL -> collect(postings, matcher.value(), hits);
      case NOT_EQUAL -> {
        hits.or(postings.all());
        RoaringBitmap excluded = new RoaringBitmap();
        collect(postings, matcher.value(), excluded);
        hits.andNot(excluded);
      }
      case MATCHES -> {
        Set<String> finite = regex == null ? null : regex.finiteSet();
        if (finite != null) {
          finite.forEach(value -> collect(postings, value, hits));
        } else {
          collectMatching(postings, matcher, hits);
        }
      }
      case NOT_MATCHES -> collectMatching(postings, matcher, hits);
    }
    return hits;
  }

  private void collectMatching(ValuePostings postings, LabelMatcher matcher, RoaringBitmap hits) {
    postings.forEachValue(value -> {
      if (matcher.matches(symbols.text(value))) {
        postings.collect(value, hits);
      }
    });
  }

  /// Ids that have the label with a value which does not satisfy the matcher.
  private RoaringBitmap notMatching(LabelMatcher matcher) {
    ValuePostings postings = find(matcher.name());
    RoaringBitmap hits = new RoaringBitmap();
    if (postings == null) {
      return hits;
    }
    if (matcher.op() == LabelMatcher.Op.EQUAL) {
      // The value is "": whoever has the label does not match.
      hits.or(postings.all());
    } else if (matcher.op() == LabelMatcher.Op.NOT_EQUAL) {
      collect(postings, matcher.value(), hits);
    } else {
      postings.forEachValue(value -> {
        if (!matcher.matches(symbols.text(value))) {
          postings.collect(value, hits);
        }
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
    lock.readLock().lock();
    try {
      List<String> found = new ArrayList<>();
      for (int name : names) {
        ValuePostings postings = byName[name];
        if (postings != null
            && (within == null || RoaringBitmap.intersects(postings.all(), within))) {
          found.add(symbols.text(name));
        }
      }
      found.sort(Labels::compareText);
      return found;
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Values of a label, or those which occur within a set of ids; sorted.
  ///
  /// @param within null for all
  public List<String> labelValues(String name, @Nullable RoaringBitmap within) {
    lock.readLock().lock();
    try {
      List<String> found = new ArrayList<>();
      ValuePostings postings = find(name);
      if (postings != null) {
        postings.forEachValue(value -> {
          if (within == null || postings.intersects(value, within)) {
            found.add(symbols.text(value));
          }
        });
      }
      found.sort(Labels::compareText);
      return found;
    } finally {
      lock.readLock().unlock();
    }
  }
}
