package io.trivet.scrape.discovery;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Answers JSON by path; 404 for paths without an answer.
final class StubServer implements AutoCloseable {
  final Map<String, String> answers = new ConcurrentHashMap<>();

  /// Headers of answers by path: name and value.
  final Map<String, List<String>> headers = new ConcurrentHashMap<>();

  /// Queries that came, decoded.
  final List<String> queries = new CopyOnWriteArrayList<>();

  /// Value of `X-Consul-Token` in the last request.
  volatile String token = "";

  private final HttpServer server;

  StubServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Thread::startVirtualThread);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          String query = exchange.getRequestURI().getQuery();
          token = String.valueOf(exchange.getRequestHeaders().getFirst("X-Consul-Token"));
          if (query != null) {
            queries.add(query);
          }
          // A blocking query without news.
          if (query != null && query.contains("&wait=")) {
            try {
              Thread.sleep(100);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          String answer = answers.get(path);
          List<String> more = headers.getOrDefault(path, List.of());
          for (int i = 0; i < more.size(); i += 2) {
            exchange.getResponseHeaders().set(more.get(i), more.get(i + 1));
          }
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          byte[] body = (answer == null ? "" : answer).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(
              answer == null ? 404 : 200, body.length == 0 ? -1 : body.length);
          if (body.length > 0) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
  }

  /// Host and port.
  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
