package io.trivet.appliance.api.http;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.trivet.core.error.ErrorKind;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes every request of one listener: route, endpoint, failure, answer.
final class RequestHandler implements Handler {
  private static final Router.Route NO_ROUTE =
      new Router.Route("other", java.util.Map.of(), ErrorBody.TEXT);

  private final String listener;
  private final Router router;
  private final HttpServer.Limits limits;
  private final RequestObserver observer;

  RequestHandler(HttpServer.Listener listener, HttpServer.Limits limits, RequestObserver observer) {
    this.listener = listener.name();
    this.router = listener.router();
    this.limits = limits;
    this.observer = observer;
  }

  @Override
  public void handle(ServerRequest raw, ServerResponse response) {
    long start = System.nanoTime();
    String method = raw.prologue().method().text();
    Router.@Nullable Match match = null;
    Answer answer;
    try {
      match = router.find(raw.prologue().uriPath().rawPath());
      answer = remembering(raw, method, match);
    } catch (RuntimeException e) {
      answer = ErrorBody.TEXT.answer(request(raw, null), Failure.of(e, method));
    }
    long waiting = answer.body().length();
    limits.answers().hold(waiting);
    try {
      ResponseSender.send(raw, response, answer, router);
    } finally {
      limits.answers().release(waiting);
      String route = match == null ? NO_ROUTE.pattern() : match.route().pattern();
      observer.answered(listener, route, method, answer.status(), System.nanoTime() - start);
    }
    if (isLast(raw, answer)) {
      throw new CloseConnectionException("closed as asked for");
    }
  }

  /// Whether the connection ends after this answer; by itself Helidon leaves that to the client.
  private static boolean isLast(ServerRequest raw, Answer answer) {
    return raw.prologue().protocolVersion().startsWith("1")
        && (raw.headers().containsToken(HeaderValues.CONNECTION_CLOSE)
            || answer.headers().contains("Connection"));
  }

  /// Counts the memory that the body takes until there is an answer.
  private Answer remembering(ServerRequest raw, String method, Router.@Nullable Match match) {
    try (RequestMemory memory = new RequestMemory(limits.bodies())) {
      return ScopedValue.where(RequestMemory.CURRENT, memory)
          .call(() -> answer(raw, method, match));
    }
  }

  private Answer answer(ServerRequest raw, String method, Router.@Nullable Match match) {
    if (method.equals("OPTIONS") && router.cors()) {
      return Answer.empty(204);
    }
    if (match == null) {
      return Answer.text(404, "404 page not found\n").with("X-Content-Type-Options", "nosniff");
    }
    Endpoint endpoint = match.route().methods().get(method);
    if (endpoint == null) {
      return Answer.text(405, "Method Not Allowed\n")
          .with("Allow", match.route().allow(router.cors()))
          .with("X-Content-Type-Options", "nosniff");
    }
    Request request = request(raw, match);
    try {
      return endpoint.handle(request);
    } catch (IOException | RuntimeException | Error e) {
      Failure failure = Failure.of(e, method + " " + match.route().pattern());
      Answer refusal = match.route().errors().answer(request, failure);
      if (failure.kind() != ErrorKind.TOO_LARGE) {
        return refusal;
      }
      // Not all of a body too large may be read by now: the connection ends here.
      request.drain();
      return refusal.with("Connection", "close");
    }
  }

  private static Request request(ServerRequest raw, Router.@Nullable Match match) {
    return match == null
        ? new Request(raw, NO_ROUTE.pattern(), List.of())
        : new Request(raw, match.route().pattern(), match.values());
  }
}
