package io.trivet.traces.otlp;

import io.trivet.core.codec.ProtoReader;

/// Walks an `ExportTraceServiceRequest` or `TracesData` message down to its spans. Owned by one
/// thread.
///
/// Throws `MalformedBytesException` with the byte position where the bytes are no such message.
public final class SpanReader {
  private final ProtoReader in = new ProtoReader();
  private final ProtoReader ahead = new ProtoReader();
  private int partOffset;
  private int partLength;
  private int schemaOffset;
  private int schemaLength;

  /// Hands every resource, scope and span to the sink.
  public void read(byte[] buffer, int offset, int length, SpanSink sink) {
    in.reset(buffer, offset, length);
    while (in.next()) {
      if (in.field() == 1) {
        int outer = in.enter();
        resourceSpans(buffer, sink);
        in.leave(outer);
      } else {
        in.skip();
      }
    }
  }

  /// Fields may come in any order: the resource and the schema URL are looked up first.
  private void resourceSpans(byte[] buffer, SpanSink sink) {
    header(buffer);
    sink.resource(buffer, partOffset, partLength, schemaOffset, schemaLength);
    while (in.next()) {
      if (in.field() == 2) {
        int outer = in.enter();
        scopeSpans(buffer, sink);
        in.leave(outer);
      } else {
        in.skip();
      }
    }
  }

  private void scopeSpans(byte[] buffer, SpanSink sink) {
    header(buffer);
    sink.scope(buffer, partOffset, partLength, schemaOffset, schemaLength);
    while (in.next()) {
      if (in.field() == 2) {
        in.expect(ProtoReader.BYTES);
        int length = in.length();
        int start = in.take(length);
        sink.span(buffer, start, length);
      } else {
        in.skip();
      }
    }
  }

  /// Finds field 1 (resource or scope) and field 3 (schema URL) of the current message.
  private void header(byte[] buffer) {
    partOffset = in.position();
    partLength = 0;
    schemaOffset = in.position();
    schemaLength = 0;
    ahead.reset(buffer, in.position(), in.end() - in.position());
    while (ahead.next()) {
      if (ahead.field() == 1 || ahead.field() == 3) {
        ahead.expect(ProtoReader.BYTES);
        int length = ahead.length();
        int start = ahead.take(length);
        if (ahead.field() == 1) {
          partOffset = start;
          partLength = length;
        } else {
          schemaOffset = start;
          schemaLength = length;
        }
      } else {
        ahead.skip();
      }
    }
  }
}
