package io.trivet.metrics.block.v1;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/// Decompressed pages of all blocks of a store, within a number of bytes. Safe for use from any
/// thread.
public final class PageCache {
  /// What stands in the cache.
  interface Page {
    /// Bytes it takes in memory.
    int bytes();
  }

  /// Reads a page that is not in the cache.
  interface Loader {
    Page load(int page) throws IOException;
  }

  private record Key(int file, int page) {}

  private final Cache<Key, Page> pages;
  private final AtomicInteger files = new AtomicInteger();

  public PageCache(long maxBytes) {
    this.pages =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((Key key, Page page) -> page.bytes() + 64)
            .executor(Runnable::run)
            .build();
  }

  /// A number for a file whose pages are to be cached.
  int newFile() {
    return files.incrementAndGet();
  }

  Page get(int file, int page, Loader loader) throws IOException {
    Key key = new Key(file, page);
    Page known = pages.getIfPresent(key);
    if (known == null) {
      known = loader.load(page);
      pages.put(key, known);
    }
    return known;
  }
}
