package io.trivet.bench.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;

/// Posts bodies and insists on 2xx.
final class HttpSender implements AutoCloseable {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI uri;
  private final String[] headers;

  /// @param headers names and values
  HttpSender(String url, String... headers) {
    this.uri = URI.create(url);
    this.headers = headers;
  }

  void post(byte[] body, int length) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .headers(headers)
            .POST(HttpRequest.BodyPublishers.ofByteArray(Arrays.copyOf(body, length)))
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(uri + " answered " + response.statusCode() + ": " + response.body());
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
