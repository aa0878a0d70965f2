package io.trivet.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Sends HTTP/1.1 requests and waits for the answers.
public final class HttpSender {
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(60);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private HttpSender() {}

  /// An answer.
  public static final class Reply {
    private final HttpResponse<byte[]> response;

    private Reply(HttpResponse<byte[]> response) {
      this.response = response;
    }

    public int status() {
      return response.statusCode();
    }

    public byte[] body() {
      return response.body();
    }

    /// The body as UTF-8 text.
    public String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    /// A header, "" when absent.
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    @Override
    public String toString() {
      return response.request().uri() + ": " + status() + " " + text();
    }
  }

  /// @param headers names and values in turn
  public static Reply get(URI url, String... headers) throws IOException {
    return send(HttpRequest.newBuilder(url).GET(), headers);
  }

  /// @param headers names and values in turn
  public static Reply post(URI url, byte[] body, String... headers) throws IOException {
    return send(
        HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofByteArray(body)), headers);
  }

  private static Reply send(HttpRequest.Builder request, String... headers) throws IOException {
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new Reply(
          CLIENT.send(
              request.timeout(ANSWERS_WITHIN).build(), HttpResponse.BodyHandlers.ofByteArray()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// `?name=value&...` with everything escaped.
  ///
  /// @param parameters names and values in turn
  public static String query(String... parameters) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < parameters.length; i += 2) {
      out.append(i == 0 ? '?' : '&').append(parameters[i]).append('=');
      out.append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
    }
    return out.toString();
  }
}
