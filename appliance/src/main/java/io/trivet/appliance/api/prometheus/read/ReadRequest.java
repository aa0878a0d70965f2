package io.trivet.appliance.api.prometheus.read;

import io.trivet.core.codec.MalformedBytesException;
import io.trivet.core.codec.ProtoReader;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import io.trivet.core.label.LabelMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a remote read asks for:
///
/// ```text
/// ReadRequest {1 queries*, 2 accepted_response_types*}
/// Query {1 start_timestamp_ms, 2 end_timestamp_ms, 3 matchers*, 4 hints}
/// LabelMatcher {1 type, 2 name, 3 value}
/// ```
///
/// Source: `prompb/remote.proto` of Prometheus.
///
/// @param streamed whether chunks are wanted and not samples
record ReadRequest(List<Query> queries, boolean streamed) {
  private static final int MAX_QUERIES = 1000;
  private static final int MAX_MATCHERS = 1000;
  private static final LabelMatcher.Op[] OPS = {
    LabelMatcher.Op.EQUAL,
    LabelMatcher.Op.NOT_EQUAL,
    LabelMatcher.Op.MATCHES,
    LabelMatcher.Op.NOT_MATCHES
  };

  /// One selector and its range in ms, both ends included.
  record Query(long start, long end, List<LabelMatcher> matchers) {}

  /// @param external labels every series has in answers: a condition that demands one of them does
  ///   not hold for stored series, and is turned into one for series without it
  /// @throws TrivetException of kind BAD_DATA if this is no request
  static ReadRequest of(byte[] body, Map<String, String> external) {
    ProtoReader in = new ProtoReader();
    in.reset(body, 0, body.length);
    List<Query> queries = new ArrayList<>();
    List<Long> accepted = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> {
          int outer = in.enter();
          queries.add(query(in, external));
          in.leave(outer);
        }
        case 2 -> accepted(in, accepted);
        default -> in.skip();
      }
      if (queries.size() > MAX_QUERIES || accepted.size() > MAX_QUERIES) {
        throw new MalformedBytesException(in.position(), "more than 1000 queries");
      }
    }
    return new ReadRequest(queries, isStreamed(accepted));
  }

  private static void accepted(ProtoReader in, List<Long> types) {
    if (in.wireType() != ProtoReader.BYTES) {
      types.add(in.varint());
      return;
    }
    int length = in.length();
    int end = in.position() + length;
    while (in.position() < end && types.size() <= MAX_QUERIES) {
      types.add(in.varint());
    }
  }

  private static boolean isStreamed(List<Long> accepted) {
    for (long type : accepted) {
      if (type == 0 || type == 1) {
        return type == 1;
      }
    }
    if (!accepted.isEmpty()) {
      throw new TrivetException(
          ErrorKind.BAD_DATA,
          "server does not support any of the requested response types: "
              + accepted
              + "; supported: SAMPLES, STREAMED_XOR_CHUNKS");
    }
    return false;
  }

  private static Query query(ProtoReader in, Map<String, String> external) {
    long start = 0;
    long end = 0;
    List<LabelMatcher> matchers = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> start = in.varint();
        case 2 -> end = in.varint();
        case 3 -> {
          int outer = in.enter();
          matchers.add(matcher(in, external));
          in.leave(outer);
        }
        default -> in.skip();
      }
      if (matchers.size() > MAX_MATCHERS) {
        throw new MalformedBytesException(in.position(), "more than 1000 matchers");
      }
    }
    return new Query(start, end, matchers);
  }

  private static LabelMatcher matcher(ProtoReader in, Map<String, String> external) {
    long type = 0;
    String name = "";
    String value = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> type = in.varint();
        case 2 -> name = in.string();
        case 3 -> value = in.string();
        default -> in.skip();
      }
    }
    if (type < 0 || type >= OPS.length) {
      throw new TrivetException(ErrorKind.BAD_DATA, "unknown type " + type + " of a matcher");
    }
    LabelMatcher.Op op = OPS[(int) type];
    boolean isExternal =
        op == LabelMatcher.Op.EQUAL && !value.isEmpty() && value.equals(external.get(name));
    return LabelMatcher.of(name, op, isExternal ? "" : value);
  }
}
