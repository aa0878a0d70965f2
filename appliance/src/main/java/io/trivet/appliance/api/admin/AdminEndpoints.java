package io.trivet.appliance.api.admin;

import io.trivet.appliance.api.http.Answer;
import io.trivet.appliance.api.http.Endpoint;
import io.trivet.appliance.api.http.ErrorBody;
import io.trivet.appliance.api.http.Router;
import java.io.IOException;

/// The routes of health and operation, in the ways of the three servers.
public final class AdminEndpoints {
  /// What the process can be asked to do.
  public interface Operations {
    boolean isReady();

    /// Reads the configuration again.
    ///
    /// @return what was done, for the caller
    /// @throws io.trivet.core.error.TrivetException if it is bad or cannot be taken without a
    ///   restart
    String reload();

    /// Writes all heads to blocks; returns when they are on disk.
    void flush() throws IOException;

    /// Begins to stop the process.
    void quit();
  }

  private final Operations operations;
  private final boolean lifecycle;

  /// @param lifecycle whether `/-/reload` and `/-/quit` do anything
  public AdminEndpoints(Operations operations, boolean lifecycle) {
    this.operations = operations;
    this.lifecycle = lifecycle;
  }

  /// Routes of the Prometheus port.
  public void prometheusRoutes(Router.Builder router) {
    router.errors(ErrorBody.TEXT);
    // Clients that only want to know whether somebody is there ask for the first page.
    router.getAndHead(
        "/",
        request ->
            Answer.text(
                200, "Trivet answers here as Prometheus does: /api/v1/query and the rest.\n"));
    router.getAndHead("/-/healthy", request -> Answer.text(200, "Prometheus Server is Healthy.\n"));
    router.getAndHead(
        "/-/ready",
        request ->
            operations.isReady()
                ? Answer.text(200, "Prometheus Server is Ready.\n")
                : Answer.text(503, "Service Unavailable").with("X-Prometheus-Stopping", "true"));
    command(router, "/-/flush", request -> flush(204));
    command(router, "/-/reload", request -> lifecycle ? reload() : disabled());
    command(router, "/-/quit", request -> lifecycle ? quit() : disabled());
  }

  private static void command(Router.Builder router, String path, Endpoint endpoint) {
    router.post(path, endpoint).add("PUT", path, endpoint);
    router.get(path, request -> Answer.text(405, "Only POST or PUT requests allowed"));
  }

  /// Routes of the Loki and Tempo ports.
  public void readyRoutes(Router.Builder router) {
    router.errors(ErrorBody.TEXT);
    router.get(
        "/ready",
        request ->
            operations.isReady()
                ? Answer.text(200, "ready\n")
                : Answer.text(503, "Some services are not Running\n"));
    router.getAndPost("/flush", request -> flush(204));
  }

  private static Answer disabled() {
    return Answer.text(403, "Lifecycle API is not enabled.");
  }

  private Answer reload() {
    operations.reload();
    return Answer.empty(200);
  }

  private Answer quit() {
    operations.quit();
    return Answer.text(200, "Requesting termination... Goodbye!");
  }

  private Answer flush(int status) throws IOException {
    operations.flush();
    return Answer.empty(status);
  }
}
