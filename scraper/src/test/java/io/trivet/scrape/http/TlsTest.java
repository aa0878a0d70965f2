package io.trivet.scrape.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.trivet.scrape.NioFiles;
import io.trivet.scrape.RecordBinder;
import io.trivet.scrape.config.HttpClientOptions;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TlsTest {
  private static ScheduledExecutorService timer;
  private static HttpsServer server;
  private static KeyPair keys;
  private static X509Certificate certificate;

  @BeforeAll
  static void open() throws Exception {
    timer = Executors.newSingleThreadScheduledExecutor();
    keys = keys("RSA");
    certificate = certificate(keys, "server.example");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("own", keys.getPrivate(), new char[0], new Certificate[] {certificate});
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(store, new char[0]);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", certificate);
    trust.init(trusted);
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = context.getDefaultSSLParameters();
            wanted.setProtocols(new String[] {"TLSv1.2"});
            wanted.setWantClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    server.createContext(
        "/",
        exchange -> {
          String peer;
          try {
            peer =
                ((com.sun.net.httpserver.HttpsExchange) exchange)
                    .getSSLSession()
                    .getPeerPrincipal()
                    .getName();
          } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
            peer = "nobody";
          }
          byte[] body = peer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void close() {
    server.stop(0);
    timer.shutdownNow();
  }

  private static KeyPair keys(String algorithm) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (algorithm.equals("EC")) {
      generator.initialize(new ECGenParameterSpec("secp256r1"));
    } else {
      generator.initialize(2048);
    }
    return generator.generateKeyPair();
  }

  private static X509Certificate certificate(KeyPair pair, String name) throws Exception {
    X500Name subject = new X500Name("CN=" + name);
    Instant now = Instant.now();
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    subject,
                    BigInteger.ONE,
                    Date.from(now.minusSeconds(3600)),
                    Date.from(now.plusSeconds(3600)),
                    subject,
                    pair.getPublic())
                .addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, name)))
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate())));
  }

  private static String pem(String name, byte[] der) {
    return "-----BEGIN "
        + name
        + "-----\n"
        + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END "
        + name
        + "-----\n";
  }

  private static String fetch(String... keysAndValues) throws Exception {
    Map<String, Object> tls = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      tls.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    HttpClientOptions options =
        RecordBinder.bind(HttpClientOptions.class, Map.of("tls_config", tls));
    try (HttpFetcher fetcher =
        new HttpFetcher(options, new NioFiles(), Runnable::run, timer, InstantSource.system())) {
      Fetched fetched =
          fetcher.fetch(
              URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/"),
              Map.of(),
              Duration.ofSeconds(10),
              0);
      return new String(fetched.body(), 0, fetched.length(), StandardCharsets.UTF_8);
    }
  }

  private static String ca() throws Exception {
    return pem("CERTIFICATE", certificate.getEncoded());
  }

  @Test
  void a_server_is_checked_against_the_name_of_the_configuration() throws Exception {
    assertThat(fetch("ca", ca(), "server_name", "server.example")).isEqualTo("nobody");
    assertThatThrownBy(() -> fetch("ca", ca())).isInstanceOf(FetchException.class);
    assertThatThrownBy(() -> fetch("ca", ca(), "server_name", "other.example"))
        .isInstanceOf(FetchException.class);
    assertThatThrownBy(() -> fetch("server_name", "server.example"))
        .isInstanceOf(FetchException.class);
    assertThat(fetch("insecure_skip_verify", "true")).isEqualTo("nobody");
  }

  @Test
  void versions_that_the_server_does_not_speak_fail() throws Exception {
    assertThat(fetch("insecure_skip_verify", "true", "max_version", "TLS12")).isEqualTo("nobody");
    assertThatThrownBy(() -> fetch("insecure_skip_verify", "true", "min_version", "TLS13"))
        .isInstanceOf(FetchException.class);
  }

  @Test
  void the_own_certificate_is_shown_with_a_key_in_either_form() throws Exception {
    byte[] pkcs8 = keys.getPrivate().getEncoded();
    byte[] pkcs1 =
        PrivateKeyInfo.getInstance(pkcs8).parsePrivateKey().toASN1Primitive().getEncoded();
    assertThat(
            fetch("insecure_skip_verify", "true", "cert", ca(), "key", pem("PRIVATE KEY", pkcs8)))
        .isEqualTo("CN=server.example");
    assertThat(
            fetch(
                "insecure_skip_verify", "true", "cert", ca(), "key", pem("RSA PRIVATE KEY", pkcs1)))
        .isEqualTo("CN=server.example");
  }

  @Test
  void elliptic_keys_are_read_with_the_curve_they_name() throws Exception {
    KeyPair pair = keys("EC");
    byte[] pkcs8 = pair.getPrivate().getEncoded();
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(pkcs8);
    ECPrivateKey bare = ECPrivateKey.getInstance(info.parsePrivateKey());
    byte[] sec1 =
        new ECPrivateKey(256, bare.getKey(), info.getPrivateKeyAlgorithm().getParameters())
            .getEncoded();
    ECKey original = (ECKey) pair.getPrivate();
    assertThat(PemKey.read(pem("EC PRIVATE KEY", sec1)))
        .isInstanceOfSatisfying(
            java.security.interfaces.ECPrivateKey.class,
            key -> {
              assertThat(key.getS())
                  .isEqualTo(((java.security.interfaces.ECPrivateKey) original).getS());
              assertThat(key.getParams().getCurve()).isEqualTo(original.getParams().getCurve());
            });
    for (int cut = 0; cut < sec1.length; cut++) {
      byte[] broken = Arrays.copyOf(sec1, cut);
      assertThatThrownBy(() -> PemKey.read(pem("EC PRIVATE KEY", broken)))
          .isInstanceOf(java.security.GeneralSecurityException.class);
    }
  }
}
