package io.trivet.scrape;

import io.trivet.scrape.http.FetchException;
import io.trivet.scrape.http.Fetched;
import io.trivet.scrape.http.Fetcher;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers every fetch with the same body.
public final class FakeFetcher implements Fetcher {
  public String body = "";

  /// Instead of the text, unless null.
  public byte @Nullable [] bytes;

  public String contentType = "text/plain; version=0.0.4";

  /// Fails every fetch unless empty.
  public String error = "";

  public final List<URI> fetched = new ArrayList<>();
  public Map<String, String> headers = Map.of();

  @Override
  public Fetched fetch(URI url, Map<String, String> headers, Duration timeout, long bodyLimit)
      throws FetchException {
    fetched.add(url);
    this.headers = headers;
    if (!error.isEmpty()) {
      throw new FetchException(error);
    }
    byte[] own = bytes;
    byte[] sent = own == null ? body.getBytes(StandardCharsets.UTF_8) : own;
    return new Fetched(Arrays.copyOf(sent, sent.length + 1), sent.length, contentType, "");
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
