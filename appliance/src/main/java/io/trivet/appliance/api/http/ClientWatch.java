package io.trivet.appliance.api.http;

import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.ServerConnectionException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads from the socket of one connection and tells, while the handler of its current request
/// waits for something else, whether the client has closed it. To know that, it reads ahead; what
/// it reads is what the connection reads next. Works for HTTP/1.1, where a connection has one
/// request at a time. Used by the thread of the connection only.
final class ClientWatch implements Supplier<byte @Nullable []> {
  /// The watch over the connection which the current thread serves.
  static final ScopedValue<ClientWatch> CURRENT = ScopedValue.newInstance();

  private final HelidonSocket socket;
  private byte @Nullable [] pending;
  private @Nullable CompletableFuture<byte @Nullable []> ahead;

  /// @param pending bytes that were already read from the socket
  ClientWatch(HelidonSocket socket, byte[] pending) {
    this.socket = socket;
    this.pending = pending.length == 0 ? null : pending;
  }

  /// Whether the client of the current request is known to have gone.
  static boolean clientIsGone() {
    return CURRENT.isBound() && CURRENT.get().isGone();
  }

  private boolean isGone() {
    CompletableFuture<byte @Nullable []> reading = ahead;
    if (reading == null) {
      reading = new CompletableFuture<>();
      ahead = reading;
      CompletableFuture<byte @Nullable []> result = reading;
      Thread.ofVirtual()
          .name("client-watch")
          .start(() -> {
            try {
              result.complete(socket.get());
            } catch (RuntimeException e) {
              result.completeExceptionally(e);
            }
          });
    }
    return reading.isCompletedExceptionally() || reading.isDone() && reading.join() == null;
  }

  /// The next bytes of the socket, null at its end.
  @Override
  public byte @Nullable [] get() {
    byte[] first = pending;
    if (first != null) {
      pending = null;
      return first;
    }
    CompletableFuture<byte @Nullable []> reading = ahead;
    ahead = null;
    try {
      return reading == null ? socket.get() : reading.join();
    } catch (UncheckedIOException | CompletionException e) {
      throw new ServerConnectionException("the client closed the connection", e);
    }
  }
}
