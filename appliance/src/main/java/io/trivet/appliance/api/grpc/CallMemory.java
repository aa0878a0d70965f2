package io.trivet.appliance.api.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.trivet.appliance.api.http.RequestMemory;
import io.trivet.core.error.TrivetException;
import io.trivet.core.memory.MemoryBudget;

/// What one call takes of the memory that the bodies of all requests may take: its bytes as they
/// come, whether they ever make a message or not, then the message. It is given back when the
/// stream is closed and the call is done with it. Safe for use from any thread.
final class CallMemory extends ServerStreamTracer {
  /// The memory of the call that begins.
  static final Context.Key<CallMemory> CURRENT = Context.key("memory of the call");

  private final RequestMemory memory;
  private long coming;
  private int users = 1;

  private CallMemory(RequestMemory memory) {
    this.memory = memory;
  }

  static Factory factory(MemoryBudget budget) {
    return new Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new CallMemory(new RequestMemory(budget));
      }
    };
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(CURRENT, this);
  }

  /// Told of every part of a message. What is thrown here ends the call with that status.
  @Override
  public synchronized void inboundWireSize(long bytes) {
    try {
      memory.hold(bytes);
      coming += bytes;
    } catch (TrivetException e) {
      throw Status.fromCodeValue(e.kind().grpcCode())
          .withDescription(e.reason())
          .asRuntimeException();
    }
  }

  @Override
  public void streamClosed(Status status) {
    leave();
  }

  /// Keeps the memory until [#leave] also if the stream is closed before.
  synchronized void enter() {
    users++;
  }

  synchronized void leave() {
    if (--users == 0) {
      memory.close();
    }
  }

  /// Counts memory before it is allocated.
  ///
  /// @throws TrivetException as [RequestMemory#hold]
  synchronized void hold(long bytes) {
    memory.hold(bytes);
  }

  /// Gives back a part of what is held.
  synchronized void release(long bytes) {
    memory.release(bytes);
  }

  /// What has come so far was copied and is no longer there.
  synchronized void copied() {
    memory.release(coming);
    coming = 0;
  }
}
