package io.trivet.appliance.api.grpc;

import io.grpc.Metadata;
import io.trivet.appliance.api.http.Failure;
import io.trivet.appliance.api.http.MessageBytes;
import io.trivet.core.error.ErrorKind;

/// Tells a sender in the trailer `grpc-status-details-bin` that it may try again, and when; without
/// it, senders of OTLP take RESOURCE_EXHAUSTED as final.
///
/// ```text
/// google.rpc.Status    1 code  2 message  3 details: google.protobuf.Any
///   Any                1 type URL  2 google.rpc.RetryInfo
///     RetryInfo        1 retry_delay: google.protobuf.Duration {1 seconds}
/// ```
final class RetryDetails {
  static final Metadata.Key<byte[]> TRAILER =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private static final String TYPE_URL = "type.googleapis.com/google.rpc.RetryInfo";
  private static final long DELAY_SECONDS = 5;

  private RetryDetails() {}

  /// The trailers of a failure; empty where another try would end the same.
  static Metadata of(Failure failure) {
    Metadata trailers = new Metadata();
    if (failure.kind() == ErrorKind.LIMITED || failure.kind() == ErrorKind.UNAVAILABLE) {
      byte[] delay = MessageBytes.of(out -> out.writeInt64(1, DELAY_SECONDS));
      byte[] retryInfo = MessageBytes.of(out -> out.writeByteArray(1, delay));
      byte[] any =
          MessageBytes.of(out -> {
            out.writeString(1, TYPE_URL);
            out.writeByteArray(2, retryInfo);
          });
      trailers.put(
          TRAILER,
          MessageBytes.of(out -> {
            out.writeInt32(1, failure.kind().grpcCode());
            out.writeString(2, failure.message());
            out.writeByteArray(3, any);
          }));
    }
    return trailers;
  }
}
