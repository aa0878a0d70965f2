package io.trivet.scrape.http;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// Fetches bodies by GET. Blocks; safe for use from any thread.
public interface Fetcher extends AutoCloseable {
  /// @param headers request headers besides those of the client's own options
  /// @param timeout for everything from connecting to the last byte
  /// @param bodyLimit bytes, uncompressed, at which the fetch fails; 0 for no limit of the user
  /// @throws FetchException if there is no answer of status 200 in time
  Fetched fetch(URI url, Map<String, String> headers, Duration timeout, long bodyLimit)
      throws FetchException;

  @Override
  void close();
}
