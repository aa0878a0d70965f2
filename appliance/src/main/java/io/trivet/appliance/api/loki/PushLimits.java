package io.trivet.appliance.api.loki;

/// Bounds of what one push may hold; 0 is no bound.
///
/// @param maxLineBytes longer lines are refused, or cut if `truncate`
/// @param maxLabels labels of a stream, `service_name` not counted
/// @param maxMetadata pairs of structured metadata of an entry
/// @param maxMetadataBytes bytes of names and values of structured metadata of an entry
public record PushLimits(
    long maxLineBytes,
    boolean truncate,
    int maxLabels,
    long maxLabelNameBytes,
    long maxLabelValueBytes,
    int maxMetadata,
    long maxMetadataBytes) {
  public static final PushLimits DEFAULT =
      new PushLimits(256 * 1024, false, 15, 1024, 2048, 128, 64 * 1024);
}
