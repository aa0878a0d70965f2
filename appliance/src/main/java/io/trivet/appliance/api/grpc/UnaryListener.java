package io.trivet.appliance.api.grpc;

import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.trivet.appliance.api.http.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Receives the one message of a call, decompressed within the memory that the bodies of all
/// requests may take, and answers it. Told of one call only, by one thread at a time.
final class UnaryListener extends ServerCall.Listener<InputStream> {
  private final ServerCall<InputStream, byte[]> call;
  private final UnaryMethod.Call service;
  private final CallMemory memory;
  private byte @Nullable [] request;
  private boolean closed;

  UnaryListener(ServerCall<InputStream, byte[]> call, UnaryMethod.Call service, CallMemory memory) {
    this.call = call;
    this.service = service;
    this.memory = memory;
    memory.enter();
  }

  @Override
  public void onMessage(InputStream message) {
    if (closed) {
      return;
    }
    if (request != null) {
      Status status = Status.INTERNAL.withDescription("a call has one message, here is another");
      close(status, new Metadata());
      return;
    }
    try {
      request = read(message);
      memory.copied();
    } catch (IOException e) {
      String reason = "the message cannot be read: " + e.getMessage();
      close(Status.INVALID_ARGUMENT.withDescription(reason), new Metadata());
    } catch (StatusRuntimeException tooLarge) {
      close(tooLarge.getStatus(), new Metadata());
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  private byte[] read(InputStream message) throws IOException {
    int available = message.available();
    byte[] bytes = allocate(message instanceof KnownLength ? available : available + 4096);
    int length = 0;
    int n;
    while ((n = message.read(bytes, length, bytes.length - length)) >= 0) {
      length += n;
      if (length == bytes.length) {
        int next = message.read();
        if (next < 0) {
          break;
        }
        byte[] larger = allocate((int) Math.min(Integer.MAX_VALUE - 8, 2L * length));
        System.arraycopy(bytes, 0, larger, 0, length);
        memory.release(bytes.length);
        bytes = larger;
        bytes[length++] = (byte) next;
      }
    }
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private byte[] allocate(int size) {
    memory.hold(size);
    return new byte[size];
  }

  @Override
  public void onHalfClose() {
    if (closed) {
      return;
    }
    byte[] message = request;
    if (message == null) {
      close(Status.INTERNAL.withDescription("the call has no message"), new Metadata());
      return;
    }
    byte[] answer;
    try {
      answer = service.answer(message);
    } catch (IOException | RuntimeException | Error e) {
      fail(e);
      return;
    }
    if (!call.isCancelled()) {
      call.sendHeaders(new Metadata());
      call.sendMessage(answer);
      close(Status.OK, new Metadata());
    }
  }

  private void fail(Throwable thrown) {
    Failure failure = Failure.of(thrown, "gRPC " + call.getMethodDescriptor().getFullMethodName());
    close(
        Status.fromCodeValue(failure.kind().grpcCode()).withDescription(failure.message()),
        RetryDetails.of(failure));
  }

  private void close(Status status, Metadata trailers) {
    closed = true;
    if (!call.isCancelled()) {
      call.close(status, trailers);
    }
  }

  @Override
  public void onCancel() {
    memory.leave();
  }

  @Override
  public void onComplete() {
    memory.leave();
  }
}
