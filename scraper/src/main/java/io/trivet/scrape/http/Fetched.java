package io.trivet.scrape.http;

import java.util.function.UnaryOperator;

/// A body that was fetched whole, uncompressed.
public final class Fetched {
  private final byte[] body;
  private final int length;
  private final String contentType;
  private final String refreshInterval;
  private final UnaryOperator<String> headers;

  /// @param body taken over; at least one byte longer than `length`
  /// @param length number of bytes that count
  /// @param contentType the header, "" if there was none
  /// @param refreshInterval the header `X-Prometheus-Refresh-Interval-Seconds`, "" if there was
  ///   none
  public Fetched(byte[] body, int length, String contentType, String refreshInterval) {
    this(body, length, contentType, refreshInterval, name -> "");
  }

  /// @param headers gives the header of a name, "" if there was none
  public Fetched(
      byte[] body,
      int length,
      String contentType,
      String refreshInterval,
      UnaryOperator<String> headers) {
    this.headers = headers;
    this.body = body;
    this.length = length;
    this.contentType = contentType;
    this.refreshInterval = refreshInterval;
  }

  /// The bytes, not copied; those from [#length] on do not count.
  public byte[] body() {
    return body;
  }

  /// A header of the answer, "" if there was none.
  public String header(String name) {
    return headers.apply(name);
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
