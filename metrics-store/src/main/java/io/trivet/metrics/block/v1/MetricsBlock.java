package io.trivet.metrics.block.v1;

import io.trivet.core.block.BlockMeta;
import io.trivet.core.block.OpenBlock;
import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.disk.CheckedFileReader;
import io.trivet.core.disk.CorruptFileException;
import io.trivet.core.disk.Disk;
import io.trivet.core.index.Catalogue;
import io.trivet.core.label.LabelMatcher;
import io.trivet.core.query.QueryContext;
import io.trivet.core.time.TimeRange;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.SampleBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/// A block that is open for reading. Opening reads the directories of pages; everything else is
/// read when it is asked for. Safe for use from any thread.
public final class MetricsBlock implements OpenBlock {
  private static final int HASH_PAGE = 1024;

  private final BlockMeta meta;
  private final Disk disk;
  private final Path directory;
  private final PageCache cache;
  private final Catalogue catalogue;
  private final CheckedFileReader series;
  private final PagedFile chunks;
  private final PagedFile times;
  private final PagedFile exemplars;
  private final long reference;
  private final int chunksFile;
  private final int timesFile;
  private final int seriesFile;
  private volatile Tombstones tombstones;

  private MetricsBlock(
      BlockMeta meta,
      Disk disk,
      Path directory,
      PageCache cache,
      Catalogue catalogue,
      CheckedFileReader series,
      PagedFile chunks,
      PagedFile times,
      PagedFile exemplars,
      Tombstones tombstones)
      throws IOException {
    this.meta = meta;
    this.disk = disk;
    this.directory = directory;
    this.cache = cache;
    this.catalogue = catalogue;
    this.series = series;
    this.chunks = chunks;
    this.times = times;
    this.exemplars = exemplars;
    this.tombstones = tombstones;
    this.chunksFile = cache.newFile();
    this.timesFile = cache.newFile();
    this.seriesFile = cache.newFile();
    if (series.length() != 8L + 8L * catalogue.size()) {
      throw new CorruptFileException(
          series.path(), series.length(), "not one hash for each of " + catalogue.size());
    }
    byte[] first = new byte[8];
    series.read(0, first, 0, 8);
    this.reference = longs(first).get(0);
  }

  /// Opens a published block.
  public static MetricsBlock open(BlockMeta meta, Disk disk, Path directory, PageCache cache)
      throws IOException {
    if (meta.version() != BlockWriter.VERSION) {
      throw new IOException(
          directory + " is of version " + meta.version() + ", this program knows version 1");
    }
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      Catalogue catalogue = new Catalogue(directory.resolve(BlockFiles.CATALOGUE));
      opened.add(catalogue);
      CheckedFileReader series =
          new CheckedFileReader(
              disk, directory.resolve(BlockFiles.SERIES), BlockFiles.SERIES_FORMAT);
      opened.add(series);
      PagedFile chunks =
          new PagedFile(disk, directory.resolve(BlockFiles.CHUNKS), BlockFiles.CHUNKS_FORMAT);
      opened.add(chunks);
      PagedFile times =
          new PagedFile(disk, directory.resolve(BlockFiles.TIMES), BlockFiles.TIMES_FORMAT);
      opened.add(times);
      PagedFile exemplars =
          new PagedFile(disk, directory.resolve(BlockFiles.EXEMPLARS), BlockFiles.EXEMPLARS_FORMAT);
      opened.add(exemplars);
      return new MetricsBlock(
          meta,
          disk,
          directory,
          cache,
          catalogue,
          series,
          chunks,
          times,
          exemplars,
          Tombstones.read(disk, directory));
    } catch (IOException | RuntimeException e) {
      for (AutoCloseable resource : opened.reversed()) {
        try {
          resource.close();
        } catch (Exception suppressed) {
          e.addSuppressed(suppressed);
        }
      }
      throw e;
    }
  }

  @Override
  public BlockMeta meta() {
    return meta;
  }

  public TimeRange range() {
    return new TimeRange(meta.minTime(), meta.maxTime());
  }

  public Catalogue catalogue() {
    return catalogue;
  }

  long reference() {
    return reference;
  }

  /// Ordinals of the series which satisfy all matchers and are not wholly deleted.
  public RoaringBitmap select(List<LabelMatcher> matchers, QueryContext context)
      throws IOException {
    RoaringBitmap found = catalogue.select(matchers, context);
    Tombstones deleted = tombstones;
    if (!deleted.isEmpty()) {
      BlockSeriesReader reader = new BlockSeriesReader(this);
      SampleBuffer samples = new SampleBuffer();
      for (int ordinal : deleted.ordinals()) {
        if (found.contains(ordinal)) {
          samples.clear();
          reader.read(ordinal, Long.MIN_VALUE, Long.MAX_VALUE, samples);
          if (samples.size == 0) {
            found.remove(ordinal);
          }
        }
      }
    }
    return found;
  }

  /// Whether every series of the catalogue is there, because nothing is deleted.
  public boolean isWhole() {
    return tombstones.isEmpty();
  }

  /// Label hashes of some ordinals, ascending.
  long[] labelHashes(int[] ordinals) throws IOException {
    long[] found = new long[ordinals.length];
    LongBuffer page = LongBuffer.allocate(0);
    int current = -1;
    for (int i = 0; i < ordinals.length; i++) {
      int wanted = ordinals[i] / HASH_PAGE;
      if (wanted != current) {
        page = longs(((HashPage) cache.get(seriesFile, wanted, this::hashPage)).content);
        current = wanted;
      }
      found[i] = page.get(ordinals[i] % HASH_PAGE);
    }
    return found;
  }

  /// Label hashes of consecutive ordinals.
  private static final class HashPage implements PageCache.Page {
    private final byte[] content;

    HashPage(byte[] content) {
      this.content = content;
    }

    @Override
    public int bytes() {
      return content.length;
    }
  }

  private PageCache.Page hashPage(int page) throws IOException {
    int count = Math.min(HASH_PAGE, catalogue.size() - page * HASH_PAGE);
    byte[] bytes = new byte[8 * count];
    series.read(8 + 8L * HASH_PAGE * page, bytes, 0, bytes.length);
    return new HashPage(bytes);
  }

  private static LongBuffer longs(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
  }

  /// The page of chunks that holds an ordinal.
  int chunkPageOf(int ordinal) {
    return chunks.pageOf(ordinal);
  }

  int firstOrdinal(int chunkPage) {
    return (int) chunks.firstItem(chunkPage);
  }

  ChunkPage chunkPage(int page) throws IOException {
    return (ChunkPage)
        cache.get(
            chunksFile,
            page,
            number -> {
              try {
                return new ChunkPage(chunks.read(number), reference);
              } catch (MalformedBytesException e) {
                throw new CorruptFileException(
                    directory.resolve(BlockFiles.CHUNKS), 0, "page " + number + ": " + e);
              }
            });
  }

  int timePageOf(int column) {
    return times.pageOf(column);
  }

  int firstColumn(int timePage) {
    return (int) times.firstItem(timePage);
  }

  TimePage timePage(int page) throws IOException {
    return (TimePage)
        cache.get(
            timesFile,
            page,
            number -> {
              try {
                return new TimePage(times.read(number));
              } catch (MalformedBytesException e) {
                throw new CorruptFileException(
                    directory.resolve(BlockFiles.TIMES), 0, "page " + number + ": " + e);
              }
            });
  }

  /// Exemplars within a range of the wanted ordinals which have some.
  public Map<Integer, List<Exemplar>> exemplars(RoaringBitmap wanted, TimeRange range)
      throws IOException {
    Map<Integer, List<Exemplar>> found = new TreeMap<>();
    for (int page = 0; page < exemplars.pages(); page++) {
      long first = exemplars.firstItem(page);
      long end = page + 1 < exemplars.pages() ? exemplars.firstItem(page + 1) : Integer.MAX_VALUE;
      if (wanted.intersects(first, end)) {
        exemplarPage(page)
            .forEach((ordinal, all) -> {
              if (wanted.contains(ordinal)) {
                List<Exemplar> kept =
                    all.stream().filter(e -> range.contains(e.timestampMs())).toList();
                if (!kept.isEmpty()) {
                  found.put(ordinal, kept);
                }
              }
            });
      }
    }
    return found;
  }

  /// The page which holds the exemplars of an ordinal, if it has some; -1 if there is none.
  int exemplarPageOf(int ordinal) {
    return exemplars.pageOf(ordinal);
  }

  /// Exemplars of a page by ordinal, those which are not deleted.
  Map<Integer, List<Exemplar>> exemplarPage(int page) throws IOException {
    Map<Integer, List<Exemplar>> found = new TreeMap<>();
    Tombstones deleted = tombstones;
    int first = (int) exemplars.firstItem(page);
    try {
      ExemplarPage.read(
          exemplars.read(page),
          first,
          reference,
          (ordinal, all) -> {
            long[] gone = deleted.of(ordinal);
            List<Exemplar> kept = new ArrayList<>(all);
            kept.removeIf(e -> Tombstones.covers(gone, e.timestampMs()));
            if (!kept.isEmpty()) {
              found.put(ordinal, kept);
            }
          });
    } catch (MalformedBytesException e) {
      throw new CorruptFileException(
          directory.resolve(BlockFiles.EXEMPLARS), 0, "page " + page + ": " + e);
    }
    return found;
  }

  Tombstones tombstones() {
    return tombstones;
  }

  public int tombstoneCount() {
    return tombstones.count();
  }

  /// Deletes the samples within a range of the series which satisfy all matchers.
  public synchronized void delete(List<LabelMatcher> matchers, TimeRange range) throws IOException {
    RoaringBitmap ordinals = select(matchers, QueryContext.unbounded());
    if (!ordinals.isEmpty()) {
      Tombstones more = tombstones.with(ordinals, range.min(), range.max());
      more.write(disk, directory);
      tombstones = more;
    }
  }

  @Override
  public void close() throws IOException {
    try (catalogue;
        series;
        chunks;
        times) {
      exemplars.close();
    }
  }
}
