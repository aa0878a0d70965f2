package io.trivet.metrics.otlp;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/// Adds up values with delta temporality, stream by stream. A stream that was silent for five
/// minutes starts anew; beyond the limit of streams the longest silent one is forgotten. Safe for
/// use from any thread.
///
/// @param <T> what is added up; values are not changed
public final class DeltaStreams<T> {
  private static final long MAX_SILENCE_MS = 300_000;

  /// A cumulative value.
  ///
  /// @param startMs when the first delta started, 0 if unknown
  public record Total<T>(long startMs, T value) {}

  private record Key(long high, long low) {}

  private record Stream<T>(long startMs, long timeMs, long heardMs, T value) {}

  private final BinaryOperator<T> sum;
  private final InstantSource clock;
  private final int limit;
  private final Map<Key, Stream<T>> streams = new LinkedHashMap<>(16, 0.75f, true);

  /// @param sum takes the total so far and the next value
  /// @param limit most streams
  public DeltaStreams(BinaryOperator<T> sum, InstantSource clock, int limit) {
    this.sum = sum;
    this.clock = clock;
    this.limit = limit;
  }

  /// Adds a value to its stream, which is known by a hash. Null if the stream is already past it.
  ///
  /// @param startMs when the interval of the value began, 0 if unknown
  /// @param timeMs when it ended
  public synchronized @Nullable Total<T> add(
      long high, long low, long startMs, long timeMs, T value) {
    long now = clock.millis();
    Key key = new Key(high, low);
    Stream<T> known = streams.get(key);
    Stream<T> next;
    if (known == null || now - known.heardMs > MAX_SILENCE_MS) {
      next = new Stream<>(startMs, timeMs, now, value);
    } else if (timeMs <= known.timeMs || startMs != 0 && startMs < known.startMs) {
      return null;
    } else {
      next = new Stream<>(known.startMs, timeMs, now, sum.apply(known.value, value));
    }
    streams.put(key, next);
    forgetEldest(now);
    return new Total<>(next.startMs, next.value);
  }

  private void forgetEldest(long now) {
    var eldest = streams.entrySet().iterator();
    while (eldest.hasNext()) {
      long silence = now - eldest.next().getValue().heardMs;
      if (silence <= MAX_SILENCE_MS && streams.size() <= limit) {
        return;
      }
      eldest.remove();
    }
  }
}
