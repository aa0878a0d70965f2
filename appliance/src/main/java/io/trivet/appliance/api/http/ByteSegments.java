package io.trivet.appliance.api.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// The bytes of an answer, in pieces of any length so that a large one needs no large array.
/// Immutable by contract.
///
/// @param lastLength number of valid bytes of the last segment; all others count whole
/// @param length number of bytes of all segments
public record ByteSegments(List<byte[]> segments, int lastLength, long length) {
  public static final ByteSegments EMPTY = new ByteSegments(List.of(), 0, 0);

  public static ByteSegments of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new ByteSegments(List.of(bytes), bytes.length, bytes.length);
  }

  public void writeTo(OutputStream out) throws IOException {
    for (int i = 0; i < segments.size(); i++) {
      byte[] segment = segments.get(i);
      out.write(segment, 0, i == segments.size() - 1 ? lastLength : segment.length);
    }
  }

  /// All bytes in one array.
  ///
  /// @throws ArithmeticException beyond 2 GiB
  public byte[] toArray() {
    byte[] all = new byte[Math.toIntExact(length)];
    int at = 0;
    for (int i = 0; i < segments.size(); i++) {
      int n = i == segments.size() - 1 ? lastLength : segments.get(i).length;
      System.arraycopy(segments.get(i), 0, all, at, n);
      at += n;
    }
    return all;
  }
}
