package io.trivet.scrape.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Fetches over HTTP/1.1 through a Unix domain socket, with a connection for each request.
///
/// Source: RFC 9112, without trailers and compression.
public final class UnixSocketFetcher implements Fetcher {
  private static final int LARGEST_HEAD = 64 << 10;
  private static final int LONGEST_LINE = 8 << 10;

  private final Path socket;
  private final ScheduledExecutorService timer;

  /// @param timer ends fetches whose time is over
  public UnixSocketFetcher(Path socket, ScheduledExecutorService timer) {
    this.socket = socket;
    this.timer = timer;
  }

  @Override
  public Fetched fetch(URI url, Map<String, String> headers, Duration timeout, long bodyLimit)
      throws FetchException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      Future<?> alarm =
          timer.schedule(() -> close(channel), timeout.toMillis(), TimeUnit.MILLISECONDS);
      try {
        channel.connect(UnixDomainSocketAddress.of(socket));
        ByteBuffer request = request(url, headers);
        while (request.hasRemaining()) {
          channel.write(request);
        }
        return answer(Channels.newInputStream(channel), bodyLimit);
      } finally {
        alarm.cancel(false);
      }
    } catch (FetchException e) {
      throw e;
    } catch (IOException e) {
      throw new FetchException("Get \"" + url + "\" at " + socket + ": " + e.getMessage(), e);
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // The reader on the other thread sees the end of the connection all the same.
    }
  }

  private static ByteBuffer request(URI url, Map<String, String> headers) throws FetchException {
    StringBuilder text = new StringBuilder("GET ").append(url.getRawPath());
    if (url.getRawQuery() != null) {
      text.append('?').append(url.getRawQuery());
    }
    text.append(" HTTP/1.1\r\nHost: ").append(url.getHost()).append("\r\nConnection: close\r\n");
    headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    if (headers.values().stream().anyMatch(value -> value.indexOf('\n') >= 0)) {
      throw new FetchException("a header must not hold line ends");
    }
    return ByteBuffer.wrap(text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Fetched answer(InputStream in, long bodyLimit) throws IOException {
    String[] status = line(in).split(" ", 3);
    if (status.length < 2 || !status[0].startsWith("HTTP/1.")) {
      throw new FetchException("the answer is no HTTP/1.1");
    }
    Map<String, String> headers = new HashMap<>();
    int size = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      size += line.length();
      int colon = line.indexOf(':');
      if (colon < 0 || size > LARGEST_HEAD) {
        throw new FetchException("the head of the answer is broken or too large");
      }
      headers.put(
          line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip());
    }
    if (!status[1].equals("200")) {
      throw new FetchException("server returned HTTP status " + status[1]);
    }
    long limit =
        bodyLimit > 0 ? Math.min(bodyLimit, HttpFetcher.LARGEST_BODY) : HttpFetcher.LARGEST_BODY;
    byte[] body = body(in, headers, limit);
    return new Fetched(
        body,
        body.length - 1,
        headers.getOrDefault("content-type", ""),
        "",
        name -> headers.getOrDefault(name.toLowerCase(Locale.ROOT), ""));
  }

  /// The body and one byte more.
  private static byte[] body(InputStream in, Map<String, String> headers, long limit)
      throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      for (long size = chunk(in); size > 0; size = chunk(in)) {
        copy(in, body, size, limit);
        line(in);
      }
    } else if (headers.containsKey("content-length")) {
      copy(in, body, number(headers.getOrDefault("content-length", ""), 10), limit);
    } else {
      byte[] rest = in.readNBytes((int) limit);
      copied(rest.length, limit);
      body.write(rest);
    }
    body.write(0);
    return body.toByteArray();
  }

  private static long chunk(InputStream in) throws IOException {
    String line = line(in);
    int semicolon = line.indexOf(';');
    return number((semicolon < 0 ? line : line.substring(0, semicolon)).strip(), 16);
  }

  private static long number(String text, int radix) throws FetchException {
    try {
      long number = Long.parseLong(text, radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new FetchException("the answer has no valid length: " + text);
  }

  private static void copy(InputStream in, ByteArrayOutputStream body, long size, long limit)
      throws IOException {
    copied(body.size() + size, limit);
    byte[] part = in.readNBytes((int) size);
    if (part.length < size) {
      throw new FetchException("the answer ends early");
    }
    body.write(part);
  }

  private static void copied(long size, long limit) throws FetchException {
    if (size < 0 || size >= limit) {
      throw new FetchException(FetchException.BODY_LIMIT);
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0 || line.size() > LONGEST_LINE) {
        throw new FetchException("the answer ends early or has too long a line");
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  @Override
  public void close() {
    // Nothing stays open between fetches.
  }
}
