package io.trivet.metrics.block.v1;

import io.trivet.core.index.Catalogue;
import io.trivet.core.label.Labels;
import io.trivet.metrics.Exemplar;
import io.trivet.metrics.SampleBuffer;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Goes over all series of a block in their order. Owned by one thread.
public final class BlockCursor {
  private static final int HASHES = 1024;

  private final MetricsBlock block;
  private final Catalogue.LabelReader labelReader;
  private final BlockSeriesReader reader;
  private int ordinal = -1;
  private Labels labels = Labels.EMPTY;
  private long[] hashes = {};
  private int firstHash;
  private int exemplarPage = -1;
  private Map<Integer, List<Exemplar>> exemplars = Map.of();

  public BlockCursor(MetricsBlock block) throws IOException {
    this.block = block;
    this.labelReader = block.catalogue().labelReader();
    this.reader = new BlockSeriesReader(block);
  }

  /// Goes to the next series; false if there is none.
  public boolean next() throws IOException {
    if (++ordinal >= block.catalogue().size()) {
      return false;
    }
    labels = labelReader.labels(ordinal);
    return true;
  }

  public Labels labels() {
    return labels;
  }

  public long labelHash() throws IOException {
    if (ordinal >= firstHash + hashes.length) {
      firstHash = ordinal;
      int count = Math.min(HASHES, block.catalogue().size() - ordinal);
      int[] ordinals = new int[count];
      for (int i = 0; i < count; i++) {
        ordinals[i] = ordinal + i;
      }
      hashes = block.labelHashes(ordinals);
    }
    return hashes[ordinal - firstHash];
  }

  /// Appends all samples which are not deleted.
  public void read(SampleBuffer into) throws IOException {
    reader.read(ordinal, Long.MIN_VALUE, Long.MAX_VALUE, into);
  }

  /// Exemplars which are not deleted, ascending in time.
  public List<Exemplar> exemplars() throws IOException {
    int page = block.exemplarPageOf(ordinal);
    if (page < 0) {
      return List.of();
    }
    if (page != exemplarPage) {
      exemplars = block.exemplarPage(page);
      exemplarPage = page;
    }
    return exemplars.getOrDefault(ordinal, List.of());
  }
}
