package io.trivet.core.block;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;

/// What `meta.json` says of a block.
///
/// @param ulid name of the block and of its directory
/// @param signal `metrics`, `logs` or `traces`
/// @param version version of the format of the files beside it
/// @param minTime time of the first item, in the unit of the store (ms for metrics, else ns)
/// @param maxTime time of the last item
/// @param createdMs when the block was written
/// @param level 1 for a head that was written out, one more for each compaction
/// @param sources ULIDs of the blocks it was made of; its own for level 1
/// @param journalSegment records of the journal in segments below this number are in this block or
///   in older ones; 0 if the block says nothing about the journal
/// @param counts numbers of what is in it, by name (`samples`, `series`, `entries`, `spans`, ...)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BlockMeta(
    String ulid,
    String signal,
    int version,
    long minTime,
    long maxTime,
    long createdMs,
    int level,
    List<String> sources,
    long journalSegment,
    Map<String, Long> counts) {
  public BlockMeta {
    sources = List.copyOf(sources);
    counts = Map.copyOf(counts);
  }

  /// A count by name, 0 if it is absent.
  public long count(String name) {
    return counts.getOrDefault(name, 0L);
  }
}
