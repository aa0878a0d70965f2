package io.trivet.logs.head;

import io.trivet.logs.page.EncodedPage;
import io.trivet.logs.page.EntrySorter;
import io.trivet.logs.page.PageEncoder;
import org.jspecify.annotations.Nullable;

/// A full page of one stream: first the rows as they arrived, then, once somebody had the time, the
/// compressed page. Safe for use from any thread.
public final class HeadPage {
  private final long minTime;
  private final long maxTime;
  private volatile @Nullable Arrived arrived;
  private volatile @Nullable EncodedPage encoded;

  HeadPage(long minTime, long maxTime, Arrived arrived) {
    this.minTime = minTime;
    this.maxTime = maxTime;
    this.arrived = arrived;
  }

  public long minTime() {
    return minTime;
  }

  public long maxTime() {
    return maxTime;
  }

  /// Compresses the rows, unless it was done; returns by how many bytes that changed memory.
  synchronized long seal(PageEncoder encoder, boolean withFilter) {
    Arrived rows = arrived;
    if (rows == null) {
      return 0;
    }
    encoder.addSection(EntrySorter.sort(rows.toRows()));
    EncodedPage page = encoder.encode(withFilter);
    encoded = page;
    arrived = null;
    return page.heapBytes() - rows.heapBytes();
  }

  /// The compressed page; null as long as [#arrived] has the rows.
  public @Nullable EncodedPage encoded() {
    return encoded;
  }

  /// The rows; null once the page is compressed.
  @Nullable Arrived arrived() {
    return arrived;
  }

  /// Memory of the page, about.
  long heapBytes() {
    EncodedPage page = encoded;
    Arrived rows = arrived;
    return rows != null ? rows.heapBytes() : page != null ? page.heapBytes() : 0;
  }

  int entries() {
    EncodedPage page = encoded;
    Arrived rows = arrived;
    return page != null ? page.rows() : rows != null ? rows.size() : 0;
  }

  int lineBytes() {
    EncodedPage page = encoded;
    Arrived rows = arrived;
    return page != null ? page.lineBytes() : rows != null ? rows.starts()[rows.size()] : 0;
  }
}
