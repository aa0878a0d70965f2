package io.trivet.appliance.api.grpc;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.trivet.core.memory.MemoryBudget;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A gRPC listener. Calls run on virtual threads; a message beyond the limit is refused with
/// RESOURCE_EXHAUSTED.
public final class GrpcServer implements AutoCloseable {
  private static final int MAX_METADATA = 64 * 1024;

  private final Server server;
  private final ExecutorService calls;
  private final Duration stop;

  private GrpcServer(Server server, ExecutorService calls, Duration stop) {
    this.stop = stop;
    this.server = server;
    this.calls = calls;
  }

  /// Initialises what the first server takes long for; opens nothing.
  public static void prepare() {
    var _ = NettyServerBuilder.forPort(0);
  }

  /// @param port 0 for a free one
  /// @param maxMessage most bytes of a message, decompressed
  /// @param bodies memory for the messages of all calls under way; one that does not fit in is
  ///   refused with UNAVAILABLE
  /// @param stop how long a stop waits for calls under way
  /// @throws IOException if the port cannot be bound
  public static GrpcServer start(
      String host,
      int port,
      int maxMessage,
      MemoryBudget bodies,
      Duration stop,
      List<UnaryMethod> services)
      throws IOException {
    ExecutorService calls =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("grpc-", 0).factory());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
            .executor(calls)
            .maxInboundMessageSize(maxMessage)
            .maxInboundMetadataSize(MAX_METADATA)
            .permitKeepAliveTime(10, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addStreamTracerFactory(CallMemory.factory(bodies));
    services.forEach(service -> builder.addService(service.definition()));
    return new GrpcServer(builder.build().start(), calls, stop);
  }

  public int port() {
    return server.getPort();
  }

  /// Refuses new calls and waits a while for those under way.
  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(stop.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    calls.shutdown();
  }
}
