package io.trivet.appliance.api.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A service with one method.
///
/// @param service full name, as `opentelemetry.proto.collector.trace.v1.TraceService`
public record UnaryMethod(String service, String method, Call call) {
  /// One request in bytes, one answer in bytes.
  @FunctionalInterface
  public interface Call {
    /// @throws io.trivet.core.error.TrivetException for what the caller should know
    byte[] answer(byte[] request) throws IOException;
  }

  ServerServiceDefinition definition() {
    MethodDescriptor<InputStream, byte[]> descriptor =
        MethodDescriptor.<InputStream, byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(service, method))
            .setRequestMarshaller(Incoming.INSTANCE)
            .setResponseMarshaller(Outgoing.INSTANCE)
            .build();
    return ServerServiceDefinition.builder(service)
        .addMethod(
            descriptor,
            (grpc, headers) -> {
              // A second message is asked for so that it is seen.
              grpc.request(2);
              return new UnaryListener(grpc, call, CallMemory.CURRENT.get());
            })
        .build();
  }

  /// Hands requests over as streams, to be read by who knows how much memory there is.
  private enum Incoming implements MethodDescriptor.Marshaller<InputStream> {
    INSTANCE;

    @Override
    public InputStream stream(InputStream message) {
      return message;
    }

    @Override
    public InputStream parse(InputStream message) {
      return message;
    }
  }

  private enum Outgoing implements MethodDescriptor.Marshaller<byte[]> {
    INSTANCE;

    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream message) {
      throw new UnsupportedOperationException("a server reads no answers");
    }
  }
}
