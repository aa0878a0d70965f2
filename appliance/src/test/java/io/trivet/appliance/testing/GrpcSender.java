package io.trivet.appliance.testing;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/// Calls gRPC methods with bytes, which need not be a message.
public final class GrpcSender implements AutoCloseable {
  public static final String EXPORT_TRACES =
      "opentelemetry.proto.collector.trace.v1.TraceService/Export";

  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private final ManagedChannel channel;

  public GrpcSender(int port) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  /// @param method as `package.Service/Method`
  /// @return the answer
  /// @throws io.grpc.StatusRuntimeException if the call is refused or fails
  public byte[] call(String method, byte[] request) {
    return call(method, request, CallOptions.DEFAULT);
  }

  /// As [#call], with the request compressed.
  public byte[] callGzipped(String method, byte[] request) {
    return call(method, request, CallOptions.DEFAULT.withCompression("gzip"));
  }

  private byte[] call(String method, byte[] request, CallOptions options) {
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(method)
            .setRequestMarshaller(BYTES)
            .setResponseMarshaller(BYTES)
            .build();
    return ClientCalls.blockingUnaryCall(
        channel, descriptor, options.withDeadlineAfter(60, TimeUnit.SECONDS), request);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
