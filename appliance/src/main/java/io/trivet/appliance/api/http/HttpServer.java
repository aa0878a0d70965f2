package io.trivet.appliance.api.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.encoding.ContentDecoder;
import io.helidon.http.encoding.ContentEncoder;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.encoding.ContentEncodingContextConfig;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2ConnectionSelector;
import io.helidon.webserver.http2.Http2Upgrader;
import io.trivet.core.memory.MemoryBudget;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// All HTTP listeners of the process; nothing else opens one. HTTP/1.1 and HTTP/2 over clear text
/// on each. The defaults of Helidon which do not suit us are changed here:
///
/// * no delay on sockets: else each answer waits for the client's delayed acknowledgement,
/// * blocking sockets: quicker for large answers,
/// * request lines are not validated and may be long: Prometheus clients put `{`, `"` and whole
///   queries into URLs,
/// * no content codings: with any registered, others are refused; ours are [BodyDecoder] and
///   [ResponseSender].
public final class HttpServer implements AutoCloseable {
  private static final int MAX_REQUEST_LINE = 64 * 1024;
  private static final int MAX_HEADERS = 64 * 1024;

  private final WebServer server;

  /// Name of the listener that the library calls its default socket.
  private final String first;

  private HttpServer(WebServer server, String first) {
    this.server = server;
    this.first = first;
  }

  /// One listener.
  ///
  /// @param name what it is called in metrics and by [#port]
  /// @param host address to bind, `0.0.0.0` for all
  /// @param port port to bind, 0 for a free one
  public record Listener(String name, String host, int port, Router router) {}

  /// Bounds of each listener.
  ///
  /// @param maxBody most bytes of any request body as it comes
  /// @param maxConnections connections at once; further ones wait
  /// @param idle how long a connection may be silent
  /// @param stop how long a stop waits for requests under way
  /// @param bodies what bodies of requests may take in memory, as they come and decoded
  /// @param answers what queries and their answers may take in memory
  public record Limits(
      long maxBody,
      int maxConnections,
      Duration idle,
      Duration stop,
      MemoryBudget bodies,
      MemoryBudget answers) {}

  /// Initialises what the first server takes long for; opens nothing.
  public static void prepare() {
    var _ =
        WebServer.builder()
            .featuresDiscoverServices(false)
            .protocolsDiscoverServices(false)
            .shutdownHook(false)
            .build();
  }

  /// Opens the listeners.
  ///
  /// @throws IllegalStateException if one cannot be bound
  public static HttpServer start(
      List<Listener> listeners, Limits limits, RequestObserver observer) {
    WebServerConfig.Builder config = WebServer.builder();
    config.featuresDiscoverServices(false).shutdownHook(false);
    for (int i = 0; i < listeners.size(); i++) {
      Listener listener = listeners.get(i);
      if (i == 0) {
        configure(config, listener, limits, observer);
      } else {
        config.putSocket(listener.name(), socket -> configure(socket, listener, limits, observer));
      }
    }
    return new HttpServer(config.build().start(), listeners.getFirst().name());
  }

  private static void configure(
      ListenerConfig.BuilderBase<?, ?> config,
      Listener listener,
      Limits limits,
      RequestObserver observer) {
    Http1Config http1 =
        Http1Config.builder()
            .validatePrologue(false)
            .validatePath(false)
            .maxPrologueLength(MAX_REQUEST_LINE)
            .maxHeadersSize(MAX_HEADERS)
            .build();
    Http2Config http2 =
        Http2Config.builder().validatePath(false).maxHeaderListSize(MAX_HEADERS).build();
    RequestHandler handler = new RequestHandler(listener, limits, observer);
    config
        .host(listener.host())
        .port(listener.port())
        .maxPayloadSize(limits.maxBody())
        .maxTcpConnections(limits.maxConnections())
        .shutdownGracePeriod(limits.stop())
        .idleConnectionTimeout(limits.idle())
        .backlog(1024)
        .useNio(false)
        .connectionOptions(options -> options.tcpNoDelay(true))
        .contentEncoding(new PassThrough())
        .directHandlers(refusals())
        .protocolsDiscoverServices(false)
        .addConnectionSelector(
            new WatchedSelector(
                Http1ConnectionSelector.builder()
                    .config(http1)
                    .putUpgrader("h2c", Http2Upgrader.create(http2))
                    .build()))
        .addConnectionSelector(Http2ConnectionSelector.builder().http2Config(http2).build())
        .routing(routing -> routing.any(handler));
  }

  /// What is answered to requests that are no HTTP or are refused before any routing.
  private static DirectHandlers refusals() {
    DirectHandler plain =
        (request, type, status, headers, message) ->
            DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, Answer.TEXT)
                .keepAlive(false)
                .entity((status.reasonPhrase() + "\n").getBytes(StandardCharsets.UTF_8))
                .build();
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(type, plain);
    }
    return handlers.build();
  }

  /// Port a listener is bound to.
  ///
  /// @param listener name of one of the listeners given to [#start]
  /// @throws IllegalArgumentException if no listener has that name
  public int port(String listener) {
    int port = listener.equals(first) ? server.port() : server.port(listener);
    if (port < 0) {
      throw new IllegalArgumentException("no listener " + listener);
    }
    return port;
  }

  /// Refuses new connections and waits a while for requests under way.
  @Override
  public void close() {
    server.stop();
  }

  /// Leaves bodies as they are, whatever coding they name.
  private static final class PassThrough implements ContentEncodingContext {
    @Override
    public boolean contentEncodingEnabled() {
      return false;
    }

    @Override
    public boolean contentDecodingEnabled() {
      return true;
    }

    @Override
    public boolean contentEncodingSupported(String coding) {
      return false;
    }

    @Override
    public boolean contentDecodingSupported(String coding) {
      return true;
    }

    @Override
    public ContentEncoder encoder(String coding) {
      return ContentEncoder.NO_OP;
    }

    @Override
    public ContentDecoder decoder(String coding) {
      return ContentDecoder.NO_OP;
    }

    @Override
    public ContentEncoder encoder(Headers headers) {
      return ContentEncoder.NO_OP;
    }

    @Override
    public ContentEncodingContextConfig prototype() {
      return ContentEncodingContextConfig.create();
    }
  }
}
