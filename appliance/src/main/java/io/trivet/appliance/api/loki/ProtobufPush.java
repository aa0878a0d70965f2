package io.trivet.appliance.api.loki;

import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.codec.ProtoReader;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;

/// Reads `logproto.PushRequest`:
///
/// ```text
/// PushRequest {1 streams*}   Stream {1 labels, 2 entries*}
/// Entry {1 timestamp {1 seconds, 2 nanos}, 2 line, 3 metadata* {1 name, 2 value}}
/// ```
///
/// Source: `pkg/push/push.proto` of Loki. Owned by one thread.
final class ProtobufPush {
  private static final byte[] NO_LABELS = {'{', '}'};
  private static final long MAX_SECONDS = 9_223_372_035L;

  private final ProtoReader outer = new ProtoReader();

  /// Within one stream: its labels may come after entries, and are needed first.
  private final ProtoReader entries = new ProtoReader();

  private int lineAt;
  private int lineLength;
  private int nameAt;
  private int nameLength;
  private int valueAt;
  private int valueLength;

  /// @throws TrivetException of kind BAD_DATA with the byte position if this is no push request
  void read(byte[] body, PushSession session) {
    outer.reset(body, 0, body.length);
    while (outer.next()) {
      if (outer.field() == 1) {
        int around = outer.enter();
        stream(session);
        outer.leave(around);
      } else {
        outer.skip();
      }
    }
  }

  private void stream(PushSession session) {
    int start = outer.position();
    int end = outer.end();
    boolean named = false;
    while (!named && outer.next()) {
      if (outer.field() == 1) {
        outer.expect(ProtoReader.BYTES);
        int length = outer.length();
        session.stream(outer.array(), outer.take(length), length);
        named = true;
      } else {
        outer.skip();
      }
    }
    if (!named) {
      session.stream(NO_LABELS, 0, NO_LABELS.length);
    }
    entries.reset(outer.array(), start, end - start);
    while (entries.next()) {
      if (entries.field() == 2) {
        int around = entries.enter();
        entry(session);
        entries.leave(around);
      } else {
        entries.skip();
      }
    }
  }

  private void entry(PushSession session) {
    long seconds = 0;
    long nanos = 0;
    lineAt = entries.position();
    lineLength = 0;
    session.metadata.clear();
    while (entries.next()) {
      switch (entries.field()) {
        case 1 -> {
          int around = entries.enter();
          while (entries.next()) {
            switch (entries.field()) {
              case 1 -> seconds = entries.varint();
              case 2 -> nanos = entries.varint();
              default -> entries.skip();
            }
          }
          entries.leave(around);
        }
        case 2 -> {
          entries.expect(ProtoReader.BYTES);
          lineLength = entries.length();
          lineAt = entries.take(lineLength);
        }
        case 3 -> {
          int around = entries.enter();
          pair();
          session.metadata.add(
              entries.array(), nameAt, nameLength, entries.array(), valueAt, valueLength);
          entries.leave(around);
        }
        default -> entries.skip();
      }
    }
    if (nanos < 0 || nanos > 999_999_999 || Math.abs(seconds) > MAX_SECONDS) {
      throw new MalformedBytesException(
          entries.position(), "timestamp of " + seconds + " seconds and " + nanos + " nanoseconds");
    }
    session.entry(seconds * 1_000_000_000 + nanos, entries.array(), lineAt, lineLength);
  }

  private void pair() {
    nameLength = 0;
    valueLength = 0;
    while (entries.next()) {
      switch (entries.field()) {
        case 1 -> {
          entries.expect(ProtoReader.BYTES);
          nameLength = entries.length();
          nameAt = entries.take(nameLength);
        }
        case 2 -> {
          entries.expect(ProtoReader.BYTES);
          valueLength = entries.length();
          valueAt = entries.take(valueLength);
        }
        default -> entries.skip();
      }
    }
    if (nameLength == 0) {
      throw new TrivetException(ErrorKind.BAD_DATA, "structured metadata without a name");
    }
  }
}
