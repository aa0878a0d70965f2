package io.trivet.appliance.api.grpc;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Hands messages over as bytes, for decoders of our own.
enum RawBytes implements MethodDescriptor.Marshaller<byte[]> {
  INSTANCE;

  @Override
  public InputStream stream(byte[] message) {
    return new ByteArrayInputStream(message);
  }

  @Override
  public byte[] parse(InputStream in) {
    try {
      if (in instanceof KnownLength) {
        byte[] bytes = new byte[in.available()];
        int read = in.readNBytes(bytes, 0, bytes.length);
        if (read == bytes.length) {
          return bytes;
        }
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw Status.INVALID_ARGUMENT
          .withDescription("the message cannot be read: " + e.getMessage())
          .withCause(e)
          .asRuntimeException();
    }
  }
}
