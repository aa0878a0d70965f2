package io.trivet.appliance.api.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.trivet.appliance.api.http.Failure;
import java.io.IOException;

/// One request in bytes, one answer in bytes.
@FunctionalInterface
public interface UnaryCall {
  /// @throws io.trivet.core.error.TrivetException for what the caller should know
  byte[] call(byte[] request) throws IOException;

  /// A service with one method.
  ///
  /// @param service full name, as `opentelemetry.proto.collector.trace.v1.TraceService`
  static ServerServiceDefinition service(String service, String method, UnaryCall call) {
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(service, method))
            .setRequestMarshaller(RawBytes.INSTANCE)
            .setResponseMarshaller(RawBytes.INSTANCE)
            .build();
    return ServerServiceDefinition.builder(service)
        .addMethod(
            descriptor,
            ServerCalls.asyncUnaryCall(
                (request, response) -> answer(call, service + "/" + method, request, response)))
        .build();
  }

  private static void answer(
      UnaryCall call, String name, byte[] request, StreamObserver<byte[]> response) {
    byte[] answer;
    try {
      answer = call.call(request);
    } catch (IOException | RuntimeException | Error e) {
      Failure failure = Failure.of(e, "gRPC " + name);
      response.onError(
          Status.fromCodeValue(failure.kind().grpcCode())
              .withDescription(failure.message())
              .asRuntimeException(RetryDetails.of(failure)));
      return;
    }
    response.onNext(answer);
    response.onCompleted();
  }
}
