package io.trivet.appliance.testing;

import io.trivet.appliance.api.http.HttpServer;
import io.trivet.appliance.api.http.Router;
import io.trivet.core.memory.MemoryBudget;
import java.time.Duration;
import java.util.Map;

/// An HTTP server of a test's own routes, on free ports of this machine.
public final class LocalServer {
  public static final int MAX_BODY = 1 << 20;

  private LocalServer() {}

  /// One listener for each router, by its name; bodies of at most [#MAX_BODY] bytes.
  public static HttpServer start(Map<String, Router> routers) {
    return start(routers, MAX_BODY);
  }

  /// @param maxBody most bytes of a body
  public static HttpServer start(Map<String, Router> routers, long maxBody) {
    return HttpServer.start(
        routers.entrySet().stream()
            .map(entry -> new HttpServer.Listener(entry.getKey(), "127.0.0.1", 0, entry.getValue()))
            .toList(),
        new HttpServer.Limits(
            maxBody,
            100,
            Duration.ofMinutes(1),
            Duration.ofSeconds(5),
            MemoryBudget.UNLIMITED,
            MemoryBudget.UNLIMITED),
        (listener, route, method, status, nanos) -> {});
  }
}
