package io.trivet.metrics.block.v1;

import io.trivet.core.index.Catalogue;
import io.trivet.core.label.Labels;
import io.trivet.core.query.QueryContext;
import io.trivet.metrics.SampleBuffer;
import io.trivet.metrics.series.SeriesSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/// Some series of a block. Safe for use from any thread while the block is open.
public final class BlockSource implements SeriesSource {
  private final QueryContext context;
  private final MetricsBlock block;
  private final int[] ordinals;
  private final Queue<BlockSeriesReader> readers = new ConcurrentLinkedQueue<>();
  private long @Nullable [] hashes;
  private Catalogue.@Nullable LabelReader labels;

  /// @param selected ordinals
  public BlockSource(QueryContext context, MetricsBlock block, RoaringBitmap selected) {
    this.context = context;
    this.block = block;
    this.ordinals = selected.toArray();
    context.statistics().blocksRead().increment();
  }

  @Override
  public int size() {
    return ordinals.length;
  }

  @Override
  public synchronized long labelHash(int position) {
    long[] all = hashes;
    if (all == null) {
      try {
        all = block.labelHashes(ordinals);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      hashes = all;
    }
    return all[position];
  }

  private Catalogue.LabelReader reader() throws IOException {
    Catalogue.LabelReader reader = labels;
    if (reader == null) {
      reader = block.catalogue().labelReader();
      labels = reader;
    }
    return reader;
  }

  @Override
  public synchronized Labels labels(int position) {
    try {
      return reader().labels(ordinals[position]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized String label(int position, String name) {
    try {
      return reader().label(ordinals[position], name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void read(int position, long min, long max, SampleBuffer into) {
    BlockSeriesReader reader = readers.poll();
    if (reader == null) {
      reader = new BlockSeriesReader(block);
    }
    try {
      int chunks = reader.read(ordinals[position], min, max, into);
      context.statistics().chunksRead().add(chunks);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    readers.add(reader);
  }
}
