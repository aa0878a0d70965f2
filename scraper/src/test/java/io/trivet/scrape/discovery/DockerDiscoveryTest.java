package io.trivet.scrape.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trivet.core.label.Labels;
import io.trivet.scrape.NioFiles;
import io.trivet.scrape.RecordBinder;
import io.trivet.scrape.config.DockerSdConfig;
import io.trivet.scrape.http.HttpFetcher;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerDiscoveryTest {
  private static final String META = "__meta_docker_";
  private static final String NETWORKS =
      """
      [{"Id": "net1", "Name": "shop", "Scope": "local", "Internal": false, "Ingress": false,
        "Labels": {"com.docker/x": "y"}},
       {"Id": "net2", "Name": "other", "Scope": "local", "Internal": true, "Ingress": false}]
      """;
  private static final String WEB =
      """
      {"Id": "c1", "Names": ["/web"], "Image": "web:1", "ImageID": "sha256:1",
       "Labels": {"app.name": "web"}, "HostConfig": {"NetworkMode": "shop"},
       "Ports": [{"PrivatePort": 80, "PublicPort": 8080, "IP": "0.0.0.0", "Type": "tcp"},
                 {"PrivatePort": 53, "Type": "udp"}],
       "NetworkSettings": {"Networks": {
         "shop": {"NetworkID": "net1", "IPAddress": "172.0.0.2"},
         "other": {"NetworkID": "net2", "IPAddress": "172.1.0.2"}}}}
      """;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final StubServer server = new StubServer();
  private final Discoveries.Environment environment =
      new Discoveries.Environment(
          options ->
              new HttpFetcher(
                  options, new NioFiles(), Runnable::run, timer, InstantSource.system()),
          new NioFiles(),
          timer,
          Runnable::run,
          "Test/1");

  @BeforeEach
  void answers() {
    server.answers.put("/networks", NETWORKS);
  }

  @AfterEach
  void close() {
    server.close();
    timer.shutdownNow();
  }

  private List<Labels> targets(String host, Object... keysAndValues) throws IOException {
    Map<String, Object> keys = new HashMap<>();
    keys.put("host", host);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      keys.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    DockerDiscovery discovery =
        new DockerDiscovery(RecordBinder.bind(DockerSdConfig.class, keys), environment);
    try {
      return discovery.poll().getFirst().targets();
    } finally {
      discovery.close();
    }
  }

  private String tcp() {
    return "tcp://" + server.address();
  }

  @Test
  void a_container_has_a_target_for_each_tcp_port_in_its_first_network() throws IOException {
    server.answers.put("/containers/json", "[" + WEB + "]");
    assertThat(targets(tcp()))
        .containsExactly(
            Labels.of(
                "__address__",
                "172.1.0.2:80",
                META + "container_id",
                "c1",
                META + "container_name",
                "/web",
                META + "container_image",
                "web:1",
                META + "container_image_id",
                "sha256:1",
                META + "container_label_app_name",
                "web",
                META + "container_network_mode",
                "shop",
                META + "network_id",
                "net2",
                META + "network_ingress",
                "false",
                META + "network_internal",
                "true",
                META + "network_ip",
                "172.1.0.2",
                META + "network_name",
                "other",
                META + "network_scope",
                "local",
                META + "port_private",
                "80",
                META + "port_public",
                "8080",
                META + "port_public_ip",
                "0.0.0.0"));
  }

  @Test
  void all_networks_count_when_asked_for() throws IOException {
    server.answers.put("/containers/json", "[" + WEB + "]");
    assertThat(targets(tcp(), "match_first_network", "false"))
        .extracting(labels -> labels.get("__address__"))
        .containsExactly("172.1.0.2:80", "172.0.0.2:80");
    assertThat(
            targets(tcp(), "match_first_network", "false")
                .get(1)
                .get(META + "network_label_com_docker_x"))
        .isEqualTo("y");
  }

  @Test
  void containers_without_ports_get_the_port_of_the_configuration() throws IOException {
    server.answers.put(
        "/containers/json",
        """
        [{"Id": "c2", "Names": ["/plain"], "HostConfig": {"NetworkMode": "shop"}, "Ports": [],
          "NetworkSettings": {"Networks": {"shop": {"NetworkID": "net1", "IPAddress": "172.0.0.3"}}}},
         {"Id": "c3", "Names": ["/host"], "HostConfig": {"NetworkMode": "host"}, "Ports": [],
          "NetworkSettings": {"Networks": {"host": {"NetworkID": "h", "IPAddress": ""}}}},
         {"Id": "c4", "Names": ["/beside"], "HostConfig": {"NetworkMode": "container:c2"}, "Ports": [],
          "NetworkSettings": {"Networks": {}}},
         {"Id": "c5", "Names": [], "HostConfig": {"NetworkMode": "shop"}, "Ports": [],
          "NetworkSettings": {"Networks": {"shop": {"NetworkID": "net1", "IPAddress": "172.0.0.9"}}}}]
        """);
    assertThat(targets(tcp(), "port", "9000", "host_networking_host", "box"))
        .extracting(labels -> labels.get("__address__"))
        .containsExactly("172.0.0.3:9000", "box", "172.0.0.3:9000");
  }

  @Test
  void filters_go_along_with_the_list_of_containers() throws IOException {
    server.answers.put("/containers/json", "[]");
    assertThat(
            targets(
                tcp(), "filters", List.of(Map.of("name", "label", "values", List.of("a=b", "c")))))
        .isEmpty();
    assertThat(server.queries)
        .anySatisfy(
            query -> assertThat(query).isEqualTo("filters={\"label\":{\"a=b\":true,\"c\":true}}"));
  }

  @Test
  void a_daemon_is_reached_through_its_unix_socket(@TempDir Path folder) throws Exception {
    Path socket = folder.resolve("docker.sock");
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(socket));
      Thread.startVirtualThread(() -> serve(listening));
      assertThat(targets("unix://" + socket))
          .extracting(labels -> labels.get(META + "container_name"))
          .containsExactly("/web");
    }
    assertThatThrownBy(() -> targets("unix://" + folder.resolve("none")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none");
  }

  /// Answers in chunks the list of containers, and with a length the list of networks.
  private static void serve(ServerSocketChannel listening) {
    try {
      while (true) {
        try (SocketChannel channel = listening.accept()) {
          ByteBuffer in = ByteBuffer.allocate(4096);
          channel.read(in);
          String request = new String(in.array(), 0, in.position(), StandardCharsets.UTF_8);
          String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
          String answer =
              request.startsWith("GET /containers/json ")
                  ? head
                      + "Transfer-Encoding: chunked\r\n\r\n1\r\n[\r\n"
                      + Integer.toHexString(WEB.length())
                      + "\r\n"
                      + WEB
                      + "\r\n1\r\n]\r\n0\r\n\r\n"
                  : head + "Content-Length: " + NETWORKS.length() + "\r\n\r\n" + NETWORKS;
          channel.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
        }
      }
    } catch (IOException e) {
      // The test is over.
    }
  }
}
