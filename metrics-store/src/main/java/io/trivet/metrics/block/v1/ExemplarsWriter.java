package io.trivet.metrics.block.v1;

import io.trivet.core.codec.BytesWriter;
import io.trivet.core.codec.Zstd;
import io.trivet.core.disk.Disk;
import io.trivet.metrics.Exemplar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Writes the exemplars of a block. Owned by one thread.
final class ExemplarsWriter implements AutoCloseable {
  private final PagedFileWriter file;
  private final long reference;
  private final BytesWriter items = new BytesWriter(1024);
  private final BytesWriter page = new BytesWriter(1024);
  private int firstOfPage;
  private int previousOrdinal;
  private int seriesInPage;
  private long count;

  ExemplarsWriter(Disk disk, Path path, Zstd zstd, long reference) throws IOException {
    this.file = new PagedFileWriter(disk, path, BlockFiles.EXEMPLARS_FORMAT, zstd);
    this.reference = reference;
  }

  long count() {
    return count;
  }

  void add(int ordinal, List<Exemplar> exemplars) throws IOException {
    if (exemplars.isEmpty()) {
      return;
    }
    if (seriesInPage == 0) {
      firstOfPage = ordinal;
      previousOrdinal = ordinal;
    }
    items.putVarint(ordinal - previousOrdinal);
    previousOrdinal = ordinal;
    seriesInPage++;
    items.putVarint(exemplars.size());
    for (Exemplar exemplar : exemplars) {
      items.putSigned(exemplar.timestampMs() - reference);
      items.putDouble(exemplar.value());
      items.putVarint(exemplar.labels().size());
      exemplar
          .labels()
          .forEach((name, value) -> {
            items.putString(name);
            items.putString(value);
          });
      count++;
    }
    if (items.length() >= BlockFiles.PAGE_BYTES) {
      flushPage();
    }
  }

  private void flushPage() throws IOException {
    if (seriesInPage > 0) {
      page.clear();
      page.putVarint(seriesInPage);
      page.putBytes(items.array(), 0, items.length());
      file.write(firstOfPage, page);
      items.clear();
      seriesInPage = 0;
    }
  }

  void finish() throws IOException {
    flushPage();
    file.finish();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
