package io.trivet.scrape.http;

import io.trivet.scrape.config.HttpClientOptions;
import io.trivet.scrape.config.TlsConfig;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// Holds the client of one set of options and replaces it when the TLS files have changed.
final class HttpClients {
  private final HttpClientOptions options;
  private final FileSource files;
  private final Executor executor;
  private final Proxies proxies;
  private @Nullable HttpClient client;
  private @Nullable TlsMaterial material;

  HttpClients(HttpClientOptions options, FileSource files, Executor executor) {
    this.options = options;
    this.files = files;
    this.executor = executor;
    this.proxies = Proxies.of(options, System::getenv);
  }

  /// What requests say to proxies.
  Proxies proxies() {
    return proxies;
  }

  synchronized HttpClient current() throws IOException {
    TlsConfig tls = options.tlsConfig();
    TlsMaterial now = tls == null ? null : TlsMaterial.read(tls, files);
    HttpClient known = client;
    if (known != null && (now == null || now.equals(material))) {
      return known;
    }
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .executor(executor)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofMinutes(2))
            // Requests that may use HTTP/2 say so: over plain HTTP the client would ask every
            // target to upgrade.
            .version(HttpClient.Version.HTTP_1_1);
    if (tls != null && now != null) {
      SSLContext context = now.context(tls);
      builder.sslContext(
          tls.serverName().isEmpty() ? context : new NamedTlsContext(context, tls.serverName()));
      builder.sslParameters(parameters(tls));
    }
    builder.proxy(proxies.selector());
    if (known != null) {
      known.shutdown();
    }
    material = now;
    HttpClient made = builder.build();
    client = made;
    return made;
  }

  private static SSLParameters parameters(TlsConfig tls) {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(TlsMaterial.protocols(tls).toArray(String[]::new));
    return parameters;
  }

  synchronized void close() {
    if (client != null) {
      client.shutdownNow();
      client = null;
    }
  }
}
