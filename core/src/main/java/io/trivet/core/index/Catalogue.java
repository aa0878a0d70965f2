package io.trivet.core.index;

import io.trivet.core.label.LabelMatcher;
import io.trivet.core.label.Labels;
import io.trivet.core.label.Regex;
import io.trivet.core.query.QueryContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.roaringbitmap.RoaringBitmapWriter;

/// Reads the catalogue of one block. Ordinals are those of [CatalogueWriter#add]. Safe for use from
/// any thread.
public final class Catalogue implements AutoCloseable {
  private static final int CACHED_PAIRS = 2048;
  private static final int CACHED_NAMES = 1024;

  /// Values matched between two looks at the deadline of a query.
  private static final int CHECKED_VALUES = 64;

  private final Directory directory;
  private final DirectoryReader reader;
  private final @Nullable LeafReader leaf;
  private final int size;

  /// @throws IOException if the catalogue is damaged or not complete
  public Catalogue(Path path) throws IOException {
    this.directory = new MMapDirectory(path);
    try {
      try (var marker = directory.openInput(CatalogueWriter.MARKER, IOContext.READONCE)) {
        this.size = marker.readInt();
      }
      this.reader = DirectoryReader.open(directory);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
    if (reader.numDocs() != size || reader.leaves().size() > 1) {
      int found = reader.numDocs();
      close();
      throw new IOException(path + ": catalogue of " + found + " label sets instead of " + size);
    }
    this.leaf = reader.leaves().isEmpty() ? null : reader.leaves().getFirst().reader();
  }

  /// Number of label sets.
  public int size() {
    return size;
  }

  /// Ordinals which satisfy all matchers.
  public RoaringBitmap select(List<LabelMatcher> matchers) throws IOException {
    return select(matchers, QueryContext.unbounded());
  }

  /// Ordinals which satisfy all matchers, for a query that may be canceled.
  public RoaringBitmap select(List<LabelMatcher> matchers, QueryContext context)
      throws IOException {
    return Conjunction.select(
        matchers,
        () -> RoaringBitmap.bitmapOfRange(0L, size),
        (matcher, satisfying) -> withValue(matcher, satisfying, context));
  }

  /// Ordinals that have the label, with a value that satisfies the matcher or does not.
  private RoaringBitmap withValue(LabelMatcher matcher, boolean satisfying, QueryContext context)
      throws IOException {
    TermsEnum terms = terms();
    if (terms == null) {
      return new RoaringBitmap();
    }
    Regex regex = matcher.regex();
    Set<String> finite = regex == null ? Set.of(matcher.value()) : regex.finiteSet();
    RoaringBitmap hits = new RoaringBitmap();
    PostingsEnum postings = null;
    if (finite != null && satisfying != matcher.op().isNegative()) {
      for (String value : new TreeSet<>(finite)) {
        if (!value.isEmpty() && terms.seekExact(term(matcher.name(), value))) {
          postings = terms.postings(postings, PostingsEnum.NONE);
          collect(postings, hits);
        }
      }
      return hits;
    }
    BytesRef prefix = term(matcher.name(), "");
    int looked = 0;
    for (BytesRef term = seek(terms, prefix); term != null; term = next(terms, prefix)) {
      if (looked++ % CHECKED_VALUES == 0) {
        context.check();
      }
      if (matcher.matches(value(term, prefix.length)) == satisfying) {
        postings = terms.postings(postings, PostingsEnum.NONE);
        collect(postings, hits);
      }
    }
    return hits;
  }

  private static void collect(PostingsEnum postings, RoaringBitmap into) throws IOException {
    RoaringBitmapWriter<RoaringBitmap> writer = RoaringBitmapWriter.writer().get();
    for (int doc = postings.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = postings.nextDoc()) {
      writer.add(doc);
    }
    into.or(writer.get());
  }

  private @Nullable TermsEnum terms() throws IOException {
    if (leaf == null) {
      return null;
    }
    Terms terms = leaf.terms(CatalogueWriter.FIELD);
    return terms == null ? null : terms.iterator();
  }

  private static BytesRef term(String name, String value) {
    return new BytesRef((name + '\0' + value).getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable BytesRef seek(TermsEnum terms, BytesRef prefix) throws IOException {
    return terms.seekCeil(prefix) == TermsEnum.SeekStatus.END ? null : within(terms.term(), prefix);
  }

  private static @Nullable BytesRef next(TermsEnum terms, BytesRef prefix) throws IOException {
    BytesRef term = terms.next();
    return term == null ? null : within(term, prefix);
  }

  private static @Nullable BytesRef within(BytesRef term, BytesRef prefix) {
    return StringHelper.startsWith(term, prefix) ? term : null;
  }

  private static String value(BytesRef term, int prefixLength) {
    return new String(
        term.bytes, term.offset + prefixLength, term.length - prefixLength, StandardCharsets.UTF_8);
  }

  /// Names of all labels, or of those which occur within a set of ordinals; sorted.
  ///
  /// @param within null for all
  public List<String> labelNames(@Nullable RoaringBitmap within) throws IOException {
    TreeSet<String> names = new TreeSet<>(Labels::compareText);
    if (within == null) {
      TermsEnum terms = terms();
      BytesRef term = terms == null ? null : terms.next();
      while (terms != null && term != null) {
        String name = name(term);
        names.add(name);
        // Behind all terms of this name: the name, then the byte after the separator.
        term =
            terms.seekCeil(new BytesRef((name + '\1').getBytes(StandardCharsets.UTF_8)))
                    == TermsEnum.SeekStatus.END
                ? null
                : terms.term();
      }
      return List.copyOf(names);
    }
    forEachTerm(within, term -> names.add(name(term)));
    return List.copyOf(names);
  }

  private static String name(BytesRef term) {
    int length = 0;
    while (term.bytes[term.offset + length] != 0) {
      length++;
    }
    return new String(term.bytes, term.offset, length, StandardCharsets.UTF_8);
  }

  /// Values of a label, or those which occur within a set of ordinals; sorted.
  ///
  /// @param within null for all
  public List<String> labelValues(String name, @Nullable RoaringBitmap within) throws IOException {
    List<String> values = new ArrayList<>();
    TermsEnum terms = terms();
    if (terms == null) {
      return values;
    }
    BytesRef prefix = term(name, "");
    PostingsEnum postings = null;
    for (BytesRef term = seek(terms, prefix); term != null; term = next(terms, prefix)) {
      if (within != null) {
        postings = terms.postings(postings, PostingsEnum.NONE);
        if (!intersects(postings, within)) {
          continue;
        }
      }
      values.add(value(term, prefix.length));
    }
    values.sort(Labels::compareText);
    return values;
  }

  private static boolean intersects(PostingsEnum postings, RoaringBitmap within)
      throws IOException {
    int doc = postings.nextDoc();
    while (doc != DocIdSetIterator.NO_MORE_DOCS) {
      long wanted = within.nextValue(doc);
      if (wanted < 0) {
        return false;
      }
      if (wanted == doc) {
        return true;
      }
      doc = postings.advance((int) wanted);
    }
    return false;
  }

  /// Takes a term of the catalogue; valid only during the call.
  private interface TermConsumer {
    void accept(BytesRef term) throws IOException;
  }

  private void forEachTerm(RoaringBitmap within, TermConsumer action) throws IOException {
    if (leaf == null) {
      return;
    }
    SortedSetDocValues values = DocValues.getSortedSet(leaf, CatalogueWriter.FIELD);
    RoaringBitmap ords = new RoaringBitmap();
    for (var it = within.getIntIterator(); it.hasNext(); ) {
      if (values.advanceExact(it.next())) {
        for (int i = 0; i < values.docValueCount(); i++) {
          ords.add((int) values.nextOrd());
        }
      }
    }
    for (var it = ords.getIntIterator(); it.hasNext(); ) {
      action.accept(values.lookupOrd(it.next()));
    }
  }

  /// A reader of labels, which remembers texts it has met lately. Owned by one thread; ordinals
  /// asked for in ascending order are the cheapest.
  public LabelReader labelReader() throws IOException {
    return new LabelReader();
  }

  /// Reads the labels of ordinals.
  public final class LabelReader {
    /// Pairs met lately, by number of their term; the number and the pair of each place.
    private final long[] cachedTerms = new long[CACHED_PAIRS];

    private final String[] @Nullable [] cachedPairs = new String[CACHED_PAIRS][];

    /// Names are few: all series share them.
    private final Map<String, String> names = new HashMap<>();

    private @Nullable SortedSetDocValues values;
    private int last = Integer.MAX_VALUE;

    private LabelReader() {}

    /// Labels of an ordinal.
    public Labels labels(int ordinal) throws IOException {
      SortedSetDocValues in = at(ordinal);
      if (in == null) {
        return Labels.EMPTY;
      }
      String[] pairs = new String[2 * in.docValueCount()];
      for (int i = 0; i < pairs.length; i += 2) {
        String[] pair = pair(in, in.nextOrd());
        pairs[i] = pair[0];
        pairs[i + 1] = pair[1];
      }
      return Labels.ofSorted(pairs);
    }

    /// Value of one label of an ordinal, "" when absent.
    public String label(int ordinal, String name) throws IOException {
      SortedSetDocValues in = at(ordinal);
      for (int i = 0; in != null && i < in.docValueCount(); i++) {
        String[] pair = pair(in, in.nextOrd());
        if (pair[0].equals(name)) {
          return pair[1];
        }
      }
      return "";
    }

    private @Nullable SortedSetDocValues at(int ordinal) throws IOException {
      if (leaf == null) {
        return null;
      }
      SortedSetDocValues in = values;
      if (in == null || ordinal <= last) {
        in = DocValues.getSortedSet(leaf, CatalogueWriter.FIELD);
        values = in;
      }
      last = ordinal;
      return in.advanceExact(ordinal) ? in : null;
    }

    private String[] pair(SortedSetDocValues in, long ord) throws IOException {
      int place = (int) (ord % CACHED_PAIRS);
      String[] known = cachedPairs[place];
      if (known == null || cachedTerms[place] != ord) {
        BytesRef term = in.lookupOrd(ord);
        String read = name(term);
        String name = names.getOrDefault(read, read);
        if (names.size() < CACHED_NAMES) {
          names.put(name, name);
        }
        known = new String[] {name, value(term, name.getBytes(StandardCharsets.UTF_8).length + 1)};
        cachedTerms[place] = ord;
        cachedPairs[place] = known;
      }
      return known;
    }
  }

  @Override
  public void close() throws IOException {
    try (directory) {
      reader.close();
    }
  }
}
