package io.trivet.logs.head;

import io.trivet.logs.page.EncodedPage;
import io.trivet.logs.page.EntryRows;
import io.trivet.logs.page.EntryRun;
import io.trivet.logs.page.EntrySorter;
import io.trivet.logs.page.IdentifierFilter;
import io.trivet.logs.page.MetadataColumn;
import io.trivet.logs.page.PageCodecs;
import io.trivet.logs.page.PageDecoder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Entries of one stream of a head as they were at one moment. Safe for use from any thread.
public final class HeadStreamSnapshot {
  private final int number;
  private final long minTime;
  private final long maxTime;
  private final HeadPage[] pages;
  private final long openMin;
  private final long openMax;
  private final @Nullable Arrived open;

  HeadStreamSnapshot(
      int number,
      long minTime,
      long maxTime,
      HeadPage[] pages,
      long openMin,
      long openMax,
      @Nullable Arrived open) {
    this.number = number;
    this.minTime = minTime;
    this.maxTime = maxTime;
    this.pages = pages;
    this.openMin = openMin;
    this.openMax = openMax;
    this.open = open;
  }

  /// Number of the stream in its head.
  public int number() {
    return number;
  }

  public long minTime() {
    return minTime;
  }

  public long maxTime() {
    return maxTime;
  }

  /// Adds the runs which may have entries in the range with all identifiers; returns how many pages
  /// the identifiers let pass over.
  ///
  /// @param keys of [IdentifierFilter#keys]
  public int addRuns(long min, long max, long[] keys, PageCodecs codecs, List<EntryRun> into) {
    int skipped = 0;
    for (HeadPage page : pages) {
      if (page.minTime() > max || page.maxTime() < min) {
        continue;
      }
      // The rows first: a page that is sealed in between has its compressed form by then.
      Arrived arrived = page.arrived();
      EncodedPage encoded = page.encoded();
      if (encoded == null) {
        into.add(new RowsRun(page.minTime(), page.maxTime(), Objects.requireNonNull(arrived)));
      } else if (IdentifierFilter.mayContain(encoded.filter(), 0, encoded.filter().length, keys)) {
        into.add(new PageRun(page.minTime(), page.maxTime(), encoded, codecs));
      } else {
        skipped++;
      }
    }
    if (open != null && openMin <= max && openMax >= min) {
      into.add(new RowsRun(openMin, openMax, open));
    }
    return skipped;
  }

  /// The full pages, in the order of arrival.
  public HeadPage[] pages() {
    return pages.clone();
  }

  /// Rows that fill no page yet, in order; null if there are none.
  public @Nullable EntryRows openRows() {
    return open == null ? null : EntrySorter.sort(open.toRows());
  }

  /// Rows in memory, brought into order when first asked for.
  private static final class RowsRun implements EntryRun {
    private final long minTime;
    private final long maxTime;
    private final Arrived arrived;
    private @Nullable EntryRows rows;

    RowsRun(long minTime, long maxTime, Arrived arrived) {
      this.minTime = minTime;
      this.maxTime = maxTime;
      this.arrived = arrived;
    }

    private EntryRows sorted() {
      EntryRows known = rows;
      if (known == null) {
        known = EntrySorter.sort(arrived.toRows());
        rows = known;
      }
      return known;
    }

    @Override
    public int rows() {
      return sorted().size();
    }

    @Override
    public long minTime() {
      return minTime;
    }

    @Override
    public long maxTime() {
      return maxTime;
    }

    @Override
    public int offset() {
      return 0;
    }

    @Override
    public long[] times() {
      return sorted().times();
    }

    @Override
    public int[] starts() {
      return sorted().starts();
    }

    @Override
    public byte[] lines() {
      return sorted().lines();
    }

    @Override
    public @Nullable MetadataColumn metadata() {
      return sorted().metadata();
    }
  }

  /// A compressed page in memory.
  private static final class PageRun implements EntryRun {
    private final long minTime;
    private final long maxTime;
    private final EncodedPage page;
    private final PageCodecs codecs;
    private long @Nullable [] times;
    private int @Nullable [] starts;
    private byte @Nullable [] lines;
    private @Nullable MetadataColumn metadata;

    PageRun(long minTime, long maxTime, EncodedPage page, PageCodecs codecs) {
      this.minTime = minTime;
      this.maxTime = maxTime;
      this.page = page;
      this.codecs = codecs;
    }

    @Override
    public int rows() {
      return page.rows();
    }

    @Override
    public long minTime() {
      return minTime;
    }

    @Override
    public long maxTime() {
      return maxTime;
    }

    @Override
    public int offset() {
      return 0;
    }

    @Override
    public long[] times() {
      long[] known = times;
      if (known == null) {
        PageDecoder decoder = codecs.decoder();
        byte[] column = page.times();
        int[] sectionRows = {page.rows()};
        long[] sectionTimes = {minTime};
        known = decoder.times(column, 0, column.length, page.rows(), sectionRows, sectionTimes);
        codecs.giveBack(decoder);
        times = known;
      }
      return known;
    }

    @Override
    public int[] starts() {
      int[] known = starts;
      if (known == null) {
        PageDecoder decoder = codecs.decoder();
        byte[] column = page.lengths();
        known = decoder.starts(column, 0, column.length, page.rows(), page.lineBytes());
        codecs.giveBack(decoder);
        starts = known;
      }
      return known;
    }

    @Override
    public byte[] lines() {
      byte[] known = lines;
      if (known == null) {
        PageDecoder decoder = codecs.decoder();
        byte[] column = page.lines();
        known = decoder.lines(column, 0, column.length, page.lineBytes(), new byte[0]);
        codecs.giveBack(decoder);
        lines = known;
      }
      return known;
    }

    @Override
    public @Nullable MetadataColumn metadata() {
      if (metadata == null && page.metadata().length > 0) {
        PageDecoder decoder = codecs.decoder();
        byte[] column = page.metadata();
        metadata = decoder.metadata(column, 0, column.length, page.rows());
        codecs.giveBack(decoder);
      }
      return metadata;
    }
  }
}
