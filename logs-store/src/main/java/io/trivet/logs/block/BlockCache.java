package io.trivet.logs.block;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.trivet.logs.page.MetadataColumn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;

/// What was decoded of blocks and may soon be asked for again: page directories, filters, columns
/// of numbers, and lines of pages that several streams share. Lines of pages that belong to one
/// stream go past it: a scan would push everything else out. One budget of bytes for all. Safe for
/// use from any thread.
final class BlockCache {
  private final Cache<Key, Object> cache;
  private final AtomicLong blocks = new AtomicLong();

  public BlockCache(long maxBytes) {
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((Key key, Object value) -> weight(value))
            .executor(Runnable::run)
            .build();
  }

  /// What kind of thing is kept.
  enum Kind {
    DIRECTORY,
    FILTERS,
    TIMES,
    STARTS,
    METADATA,
    LINES
  }

  private record Key(long block, Kind kind, int item) {}

  /// Reads something that is not there.
  @FunctionalInterface
  interface Loader<T> {
    T load() throws IOException;
  }

  /// A number for a block, by which its things are kept.
  long newBlock() {
    return blocks.incrementAndGet();
  }

  <T> T get(Class<T> type, long block, Kind kind, int item, Loader<T> loader) throws IOException {
    try {
      return type.cast(
          cache.get(
              new Key(block, kind, item),
              key -> {
                try {
                  return loader.load();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static int weight(Object value) {
    return 64
        + switch (value) {
          case long[] longs -> 8 * longs.length;
          case int[] ints -> 4 * ints.length;
          case byte[] bytes -> bytes.length;
          case MetadataColumn metadata -> metadata.heapBytes();
          case PageDirectory directory -> directory.heapBytes();
          default -> throw new IllegalArgumentException(value.getClass().getName());
        };
  }
}
