package io.trivet.appliance.api.http;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Small protobuf messages of answers, written field by field.
public final class MessageBytes {
  private MessageBytes() {}

  /// Writes fields.
  public interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  public static byte[] of(Fields fields) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      fields.write(out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
