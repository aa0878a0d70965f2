package io.trivet.scrape.http;

/// A body that was fetched whole, uncompressed.
public final class Fetched {
  private final byte[] body;
  private final int length;
  private final String contentType;
  private final String refreshInterval;

  /// @param body taken over; at least one byte longer than `length`
  /// @param length number of bytes that count
  /// @param contentType the header, "" if there was none
  /// @param refreshInterval the header `X-Prometheus-Refresh-Interval-Seconds`, "" if there was
  ///   none
  public Fetched(byte[] body, int length, String contentType, String refreshInterval) {
    this.body = body;
    this.length = length;
    this.contentType = contentType;
    this.refreshInterval = refreshInterval;
  }

  /// The bytes, not copied; those from [#length] on do not count.
  public byte[] body() {
    return body;
  }

  public int length() {
    return length;
  }

  public String contentType() {
    return contentType;
  }

  public String refreshInterval() {
    return refreshInterval;
  }
}
