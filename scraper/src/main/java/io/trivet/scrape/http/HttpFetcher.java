package io.trivet.scrape.http;

import io.trivet.core.memory.MemoryBudget;
import io.trivet.scrape.config.HttpClientOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Fetches over `java.net.http`. Follows redirects itself, so that credentials never go to another
/// host than the one they were written for.
public final class HttpFetcher implements Fetcher {
  /// Largest body whatever the user's limit.
  public static final int LARGEST_BODY =
      (int) Math.min(512 << 20, Runtime.getRuntime().maxMemory() / 8);

  /// What all bodies together may take while they come in.
  private static final MemoryBudget BODIES = MemoryBudget.ofHeap(0, 6);

  private static final int REDIRECTS = 10;

  private final HttpClientOptions options;
  private final HttpClients clients;
  private final Credentials credentials;
  private final ScheduledExecutorService timer;

  /// @param executor runs the client's callbacks
  /// @param timer ends fetches whose time is over
  public HttpFetcher(
      HttpClientOptions options,
      FileSource files,
      Executor executor,
      ScheduledExecutorService timer,
      InstantSource clock) {
    this.options = options;
    this.clients = new HttpClients(options, files, executor);
    this.credentials = new Credentials(options, files, executor, clock);
    this.timer = timer;
  }

  @Override
  public Fetched fetch(URI url, Map<String, String> headers, Duration timeout, long bodyLimit)
      throws FetchException {
    long deadline = System.nanoTime() + timeout.toNanos();
    URI at = url;
    try {
      HttpClient client = clients.current();
      for (int i = 0; i <= REDIRECTS; i++) {
        HttpRequest request = request(at, headers, remaining(deadline), sameHost(url, at));
        HttpResponse<InputStream> response =
            client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream stream = response.body()) {
          URI next = options.followRedirects() ? redirect(response) : null;
          if (next == null) {
            return read(response, stream, deadline, bodyLimit);
          }
          at = next;
        }
      }
      throw new FetchException("Get " + quoted(url) + ": stopped after 10 redirects");
    } catch (FetchException e) {
      throw e;
    } catch (HttpTimeoutException e) {
      throw new FetchException("Get " + quoted(url) + ": context deadline exceeded", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FetchException("Get " + quoted(url) + ": context canceled", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new FetchException("Get " + quoted(url) + ": " + message(e), e);
    }
  }

  /// Sends a body by POST; redirects are not followed.
  ///
  /// @param headers request headers besides those of the client's own options
  /// @param timeout for everything from connecting to the answer
  /// @throws FetchException if there is no answer of status 2xx in time
  public void post(URI url, Map<String, String> headers, byte[] body, Duration timeout)
      throws FetchException {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(url)
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .timeout(timeout);
      headers.forEach(request::setHeader);
      credentials.apply(request);
      HttpResponse<Void> response =
          clients.current().send(request.build(), HttpResponse.BodyHandlers.discarding());
      int status = response.statusCode();
      if (status / 100 != 2) {
        throw new FetchException(
            "server returned HTTP status " + (status + " " + HttpStatus.text(status)).trim());
      }
    } catch (FetchException e) {
      throw e;
    } catch (HttpTimeoutException e) {
      throw new FetchException("Post " + quoted(url) + ": context deadline exceeded", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FetchException("Post " + quoted(url) + ": context canceled", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new FetchException("Post " + quoted(url) + ": " + message(e), e);
    }
  }

  private static Duration remaining(long deadline) throws HttpTimeoutException {
    long nanos = deadline - System.nanoTime();
    if (nanos <= 0) {
      throw new HttpTimeoutException("timed out");
    }
    return Duration.ofNanos(nanos);
  }

  private HttpRequest request(
      URI url, Map<String, String> headers, Duration timeout, boolean withSecrets)
      throws IOException {
    boolean http2 = options.enableHttp2() && "https".equals(url.getScheme());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .GET()
            .timeout(timeout)
            .version(http2 ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
    headers.forEach(request::setHeader);
    clients.proxies().apply(url, request);
    if (withSecrets) {
      credentials.apply(request);
    }
    return request.build();
  }

  private static boolean sameHost(URI first, URI now) {
    return first.getScheme().equals(now.getScheme())
        && first.getHost().equals(now.getHost())
        && first.getPort() == now.getPort();
  }

  private static @Nullable URI redirect(HttpResponse<?> response) throws FetchException {
    int status = response.statusCode();
    boolean moved =
        status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    String location = response.headers().firstValue("location").orElse("");
    if (!moved || location.isEmpty()) {
      return null;
    }
    URI next = response.uri().resolve(location);
    String scheme = next.getScheme();
    if (next.getHost() == null || !"http".equals(scheme) && !"https".equals(scheme)) {
      throw new FetchException("server redirects to " + location);
    }
    return next;
  }

  private Fetched read(
      HttpResponse<InputStream> response, InputStream stream, long deadline, long bodyLimit)
      throws IOException {
    if (response.statusCode() != 200) {
      throw new FetchException(
          "server returned HTTP status "
              + (response.statusCode() + " " + HttpStatus.text(response.statusCode())).trim());
    }
    boolean[] late = new boolean[1];
    Future<?> alarm =
        timer.schedule(
            () -> {
              late[0] = true;
              close(stream);
            },
            Math.max(0, deadline - System.nanoTime()),
            TimeUnit.NANOSECONDS);
    try {
      String encoding = response.headers().firstValue("content-encoding").orElse("");
      InputStream plain =
          encoding.toLowerCase(Locale.ROOT).equals("gzip") ? new GZIPInputStream(stream) : stream;
      return body(
          plain,
          bodyLimit,
          response.headers().firstValueAsLong("content-length").orElse(0),
          name -> response.headers().firstValue(name).orElse(""));
    } catch (FetchException e) {
      throw e;
    } catch (IOException e) {
      throw late[0] ? new FetchException("context deadline exceeded", e) : e;
    } finally {
      alarm.cancel(false);
    }
  }

  private static Fetched body(
      InputStream stream, long bodyLimit, long announced, UnaryOperator<String> headers)
      throws IOException {
    long limit = bodyLimit > 0 ? Math.min(bodyLimit, LARGEST_BODY) : LARGEST_BODY;
    int expected = Math.clamp(announced + 1, 16 << 10, 4 << 20);
    long held = hold(0, expected);
    try {
      byte[] body = new byte[expected];
      int length = 0;
      while (true) {
        int read = stream.read(body, length, body.length - 1 - length);
        if (read < 0) {
          return new Fetched(
              body,
              length,
              headers.apply("content-type"),
              headers.apply("x-prometheus-refresh-interval-seconds"),
              headers);
        }
        length += read;
        if (length >= limit) {
          throw new FetchException(FetchException.BODY_LIMIT);
        }
        if (length == body.length - 1) {
          int more = (int) Math.min(2L * body.length, limit + 2);
          held = hold(held, more);
          body = Arrays.copyOf(body, more);
        }
      }
    } finally {
      BODIES.release(held);
    }
  }

  /// Counts an array which takes the place of those before it.
  private static long hold(long held, int more) throws FetchException {
    if (!BODIES.tryHold(more)) {
      throw new FetchException("no memory for the body beside those of other targets");
    }
    return held + more;
  }

  private static void close(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // The reader on the other thread sees the end of the stream all the same.
    }
  }

  private static String quoted(URI url) {
    return "\"" + url + "\"";
  }

  private static String message(Exception e) {
    String message = e.getMessage();
    Throwable cause = e.getCause();
    if (message == null && cause != null) {
      message = cause.getMessage();
    }
    if (message == null && e instanceof ConnectException) {
      return "connection refused";
    }
    return message == null ? e.getClass().getSimpleName() : message;
  }

  @Override
  public void close() {
    clients.close();
    credentials.close();
  }
}
