package io.trivet.scrape.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.trivet.scrape.config.Authorization;
import io.trivet.scrape.config.BasicAuth;
import io.trivet.scrape.config.HttpClientOptions;
import io.trivet.scrape.config.TlsConfig;
import io.trivet.scrape.http.FileSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Makes clients of clusters.
final class Clusters {
  private static final int TIMEOUT_MS = 30_000;

  private Clusters() {}

  /// @param apiServer address; "" for the kubeconfig file, or the cluster this process runs in
  /// @param tasks runs what informers do
  /// @throws IOException if a file cannot be read
  static KubernetesClient client(
      String apiServer,
      String kubeconfigFile,
      HttpClientOptions http,
      FileSource files,
      Executor tasks,
      String userAgent)
      throws IOException {
    Config base;
    if (!kubeconfigFile.isEmpty()) {
      base = Config.fromKubeconfig(files.read(kubeconfigFile));
    } else if (apiServer.isEmpty()) {
      base = Config.autoConfigure(null);
    } else {
      base = options(apiServer, http, files);
    }
    Config config =
        new ConfigBuilder(base)
            .withUserAgent(userAgent)
            .withConnectionTimeout(TIMEOUT_MS)
            .withRequestTimeout(TIMEOUT_MS)
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new JdkHttpClientFactory())
        .withTaskExecutor(tasks)
        .build();
  }

  private static Config options(String apiServer, HttpClientOptions http, FileSource files)
      throws IOException {
    ConfigBuilder config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(apiServer)
            .withHttp2Disable(!http.enableHttp2());
    TlsConfig tls = http.tlsConfig();
    if (tls != null) {
      config
          .withCaCertData(pem(tls.ca(), tls.caFile(), files))
          .withClientCertData(pem(tls.cert(), tls.certFile(), files))
          .withClientKeyData(pem(tls.key(), tls.keyFile(), files))
          .withTrustCerts(tls.insecureSkipVerify())
          .withDisableHostnameVerification(tls.insecureSkipVerify());
    }
    BasicAuth basic = http.basicAuth();
    if (basic != null) {
      config
          .withUsername(secret(basic.username(), basic.usernameFile(), files))
          .withPassword(secret(basic.password(), basic.passwordFile(), files));
    }
    if (!http.proxyUrl().isEmpty()) {
      config
          .withHttpProxy(http.proxyUrl())
          .withHttpsProxy(http.proxyUrl())
          .withNoProxy(http.noProxy().isBlank() ? new String[0] : http.noProxy().split("[, ]+"));
    }
    Authorization own = http.authorization();
    if (own != null) {
      config.withOauthTokenProvider(token(own.credentials(), own.credentialsFile(), files));
    } else if (!http.bearerToken().isEmpty() || !http.bearerTokenFile().isEmpty()) {
      config.withOauthTokenProvider(token(http.bearerToken(), http.bearerTokenFile(), files));
    }
    return config.build();
  }

  private static @Nullable String pem(String text, String file, FileSource files)
      throws IOException {
    String pem = file.isEmpty() ? text : files.read(file);
    return pem.isEmpty()
        ? null
        : Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
  }

  private static String secret(String text, String file, FileSource files) throws IOException {
    return file.isEmpty() ? text : files.read(file).strip();
  }

  /// A token whose file is read for each request.
  private static OAuthTokenProvider token(String text, String file, FileSource files) {
    return () -> {
      try {
        return secret(text, file, files);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}
