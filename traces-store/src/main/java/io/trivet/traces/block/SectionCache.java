package io.trivet.traces.block;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.trivet.core.codec.Zstd;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Decoded sections of all blocks of a store within one budget of bytes, and the decompressors that
/// make them. Safe for use from any thread.
public final class SectionCache implements AutoCloseable {
  private final Cache<Key, Decoded> cache;
  private final ConcurrentLinkedQueue<Zstd> idle = new ConcurrentLinkedQueue<>();

  record Key(String ulid, int group, String section) {}

  /// @param value what a section was decoded to
  /// @param bytes approximate memory
  record Decoded(Object value, long bytes) {}

  /// @param maxBytes memory for decoded sections
  public SectionCache(long maxBytes) {
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((Key key, Decoded decoded) ->
                (int) Math.min(Integer.MAX_VALUE, 100 + decoded.bytes))
            .executor(Runnable::run)
            .build();
  }

  /// A decoder of one section.
  interface Loader {
    Decoded load(Zstd zstd) throws IOException;
  }

  Object get(Key key, Loader loader) throws IOException {
    Decoded known = cache.getIfPresent(key);
    if (known != null) {
      return known.value;
    }
    Zstd zstd = idle.poll();
    if (zstd == null) {
      zstd = new Zstd();
    }
    try {
      Decoded loaded = loader.load(zstd);
      cache.put(key, loaded);
      return loaded.value;
    } finally {
      idle.add(zstd);
    }
  }

  /// Forgets the sections of a block.
  void forget(String ulid) {
    cache.asMap().keySet().removeIf(key -> key.ulid.equals(ulid));
  }

  @Override
  public void close() {
    cache.invalidateAll();
    for (Zstd zstd = idle.poll(); zstd != null; zstd = idle.poll()) {
      zstd.close();
    }
  }
}
