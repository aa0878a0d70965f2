package io.trivet.appliance.api.prometheus.read;

import io.trivet.core.query.QueryLimits;
import java.util.Map;

/// Bounds of remote reads.
///
/// @param timeoutMillis longest time of a read
/// @param sampleLimit most samples of an answer that is not in chunks, 0 for no bound
/// @param frameBytes after so many bytes a frame of chunks ends
/// @param externalLabels added to series which do not have them
public record ReadSettings(
    long timeoutMillis,
    QueryLimits limits,
    long sampleLimit,
    int frameBytes,
    Map<String, String> externalLabels) {
  /// Larger frames are not made, whatever is asked for.
  public static final long MAX_FRAME_BYTES = 64 << 20;
}
