package io.trivet.logs;

import io.trivet.logs.head.Head;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The heads of a store at one moment.
///
/// @param active takes batches
/// @param sealing is being written to blocks, or could not be written yet; null if there is none
/// @param sealingSegment cut of the journal that ended `sealing`
record Heads(Head active, @Nullable Head sealing, long sealingSegment) {
  /// The heads from the oldest on.
  List<Head> all() {
    return sealing == null ? List.of(active) : List.of(sealing, active);
  }
}
