package io.trivet.appliance.api.http;

import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/// Collects bytes in segments of 64 KiB, up to a limit. Owned by one thread.
final class SegmentOutput extends OutputStream {
  static final int SEGMENT = 64 * 1024;

  private final List<byte[]> full = new ArrayList<>();
  private final long limit;
  private long fullLength;
  byte[] buffer = new byte[2048];
  int at;

  SegmentOutput(long limit) {
    this.limit = limit;
  }

  long length() {
    return fullLength + at;
  }

  /// Makes room for `bytes` contiguous bytes at `buffer[at]`.
  ///
  /// @param bytes at most [#SEGMENT]
  void ensure(int bytes) {
    if (buffer.length - at < bytes) {
      grow(bytes);
    }
  }

  private void grow(int bytes) {
    QueryPool.holdForCurrent(SEGMENT);
    if (length() + bytes > limit) {
      throw new TrivetException(
          ErrorKind.QUERY_LIMIT,
          "the answer is larger than " + limit / (1024 * 1024) + " MiB; ask for less");
    }
    if (buffer.length < SEGMENT) {
      byte[] larger = new byte[Math.min(SEGMENT, Math.max(2 * buffer.length, at + bytes))];
      System.arraycopy(buffer, 0, larger, 0, at);
      buffer = larger;
      if (buffer.length - at >= bytes) {
        return;
      }
    }
    byte[] done = at == buffer.length ? buffer : java.util.Arrays.copyOf(buffer, at);
    full.add(done);
    fullLength += done.length;
    buffer = new byte[SEGMENT];
    at = 0;
  }

  @Override
  public void write(int b) {
    ensure(1);
    buffer[at++] = (byte) b;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int from = offset;
    int left = length;
    while (left > 0) {
      ensure(1);
      int n = Math.min(left, buffer.length - at);
      System.arraycopy(bytes, from, buffer, at, n);
      at += n;
      from += n;
      left -= n;
    }
  }

  /// What was collected; nothing may be written afterwards.
  ByteSegments finish() {
    if (length() == 0) {
      return ByteSegments.EMPTY;
    }
    List<byte[]> all = new ArrayList<>(full);
    all.add(buffer);
    return new ByteSegments(all, at, length());
  }
}
