package io.trivet.scrape.http;

/// A body that was fetched whole, uncompressed.
///
/// @param body at least one byte longer than `length`
/// @param length number of bytes that count
/// @param contentType the header, "" if there was none
/// @param refreshInterval the header `X-Prometheus-Refresh-Interval-Seconds`, "" if there was none
public record Fetched(byte[] body, int length, String contentType, String refreshInterval) {}
