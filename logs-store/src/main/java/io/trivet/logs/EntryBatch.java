package io.trivet.logs;

import io.trivet.core.label.Labels;

/// Entries of one stream as columns, in the direction of the scan, reused from batch to batch.
/// Owned by one thread; everything is valid until the next batch is asked for.
///
/// Lines lie one after the other in [#bytes]: line `i` is `bytes[starts[i] .. starts[i] +
/// lengths[i])`, so that a filter can search the whole page in one pass. Structured metadata of
/// entry `i` are the pairs `metadataStarts[i] .. metadataStarts[i + 1])` of [#metadataPairs]; each
/// pair is four ints: name offset, name length, value offset, value length in [#metadataBytes].
public final class EntryBatch {
  private static final int[] NO_METADATA = {0};

  public Labels stream = Labels.EMPTY;
  public int size;

  /// Nanoseconds since the epoch.
  public long[] timestamps = {};

  public byte[] bytes = {};

  /// Number of valid bytes in [#bytes].
  public int byteLength;

  public int[] starts = {};
  public int[] lengths = {};

  /// Whether any entry of the batch has structured metadata; if not, the arrays below mean nothing.
  public boolean hasMetadata;

  public int[] metadataStarts = NO_METADATA;
  public int[] metadataPairs = {};
  public byte[] metadataBytes = {};
}
