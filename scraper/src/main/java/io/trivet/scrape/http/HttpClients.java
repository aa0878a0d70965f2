package io.trivet.scrape.http;

import io.trivet.scrape.config.HttpClientOptions;
import io.trivet.scrape.config.TlsConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// Holds the client of one set of options and replaces it when the TLS files have changed.
final class HttpClients {
  private final HttpClientOptions options;
  private final FileSource files;
  private final Executor executor;
  private @Nullable HttpClient client;
  private @Nullable TlsMaterial material;

  HttpClients(HttpClientOptions options, FileSource files, Executor executor) {
    this.options = options;
    this.files = files;
    this.executor = executor;
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
            // Over plain HTTP the client would ask every target to upgrade.
            .version(HttpClient.Version.HTTP_1_1);
    if (tls != null && now != null) {
      builder.sslContext(now.context(tls));
      builder.sslParameters(parameters(tls));
    }
    ProxySelector proxies = proxies();
    if (proxies != null) {
      builder.proxy(proxies);
    }
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

  private @Nullable ProxySelector proxies() {
    String url = options.proxyUrl();
    String without = options.noProxy();
    if (options.proxyFromEnvironment()) {
      url = environment("HTTP_PROXY", environment("HTTPS_PROXY", ""));
      without = environment("NO_PROXY", "");
    }
    if (url.isEmpty()) {
      return HttpClient.Builder.NO_PROXY;
    }
    URI uri = URI.create(url);
    int port = uri.getPort() < 0 ? 80 : uri.getPort();
    Proxy proxy =
        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port));
    List<String> direct = List.of(without.toLowerCase(Locale.ROOT).split("[, ]+"));
    return new ProxySelector() {
      @Override
      public List<Proxy> select(URI target) {
        return List.of(isDirect(target.getHost(), direct) ? Proxy.NO_PROXY : proxy);
      }

      @Override
      public void connectFailed(URI target, SocketAddress address, IOException e) {
        // The fetch reports it.
      }
    };
  }

  private static String environment(String name, String otherwise) {
    String value = System.getenv(name);
    value = value == null ? System.getenv(name.toLowerCase(Locale.ROOT)) : value;
    return value == null ? otherwise : value;
  }

  static boolean isDirect(String host, List<String> direct) {
    String name = host.toLowerCase(Locale.ROOT);
    for (String pattern : direct) {
      String domain = pattern.startsWith("*") ? pattern.substring(1) : pattern;
      boolean suffix = domain.startsWith(".");
      if (pattern.equals("*")
          || !domain.isEmpty()
              && (name.equals(suffix ? domain.substring(1) : domain)
                  || name.endsWith(suffix ? domain : "." + domain))) {
        return true;
      }
    }
    return false;
  }

  synchronized void close() {
    if (client != null) {
      client.shutdownNow();
      client = null;
    }
  }
}
