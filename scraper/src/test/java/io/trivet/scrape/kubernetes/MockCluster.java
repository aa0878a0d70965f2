package io.trivet.scrape.kubernetes;

import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.util.HashMap;

/// A mock API server that keeps objects, and a client of it.
public final class MockCluster implements AutoCloseable {
  public final KubernetesMockServer server =
      new KubernetesMockServer(
          new Context(),
          new MockWebServer(),
          new HashMap<>(),
          new KubernetesCrudDispatcher(),
          false);
  public final NamespacedKubernetesClient client;

  public MockCluster() {
    server.init();
    client = server.createClient();
  }

  /// Does not wait for the server: a watch that was being opened keeps it from closing for ten
  /// seconds, and then its close fails.
  @Override
  public void close() {
    client.close();
    Thread.ofVirtual()
        .start(() -> {
          try {
            server.destroy();
          } catch (IllegalStateException e) {
            // It ends with the process.
          }
        });
  }
}
