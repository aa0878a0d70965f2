package io.trivet.appliance.api.grpc;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.trivet.core.memory.MemoryBudget;

/// What has come of one call, complete or not, as a part of the memory that the bodies of all
/// requests may take. A call that does not fit in is reset. Told of one call only, by one thread at
/// a time.
final class ReceivedBytes extends ServerStreamTracer {
  private final MemoryBudget budget;
  private long held;
  private boolean closed;

  private ReceivedBytes(MemoryBudget budget) {
    this.budget = budget;
  }

  static Factory factory(MemoryBudget budget) {
    return new Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new ReceivedBytes(budget);
      }
    };
  }

  /// Called for every part of a message as it comes, so that messages which never end count too.
  /// What is thrown here ends the call with that status.
  @Override
  public synchronized void inboundWireSize(long bytes) {
    if (closed) {
      return;
    }
    if (!budget.tryHold(bytes)) {
      throw Status.UNAVAILABLE
          .withDescription(
              "bodies of other requests take the memory there is for them; try again later")
          .asRuntimeException();
    }
    held += bytes;
  }

  @Override
  public synchronized void streamClosed(Status status) {
    closed = true;
    budget.release(held);
    held = 0;
  }
}
