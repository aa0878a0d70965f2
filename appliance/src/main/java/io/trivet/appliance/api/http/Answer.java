package io.trivet.appliance.api.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What is sent back. Immutable.
///
/// @param contentType "" when there is no body
/// @param headers further headers, alternating names and values
public record Answer(int status, String contentType, ByteSegments body, List<String> headers) {
  public static final String JSON = "application/json";
  public static final String JSON_UTF8 = "application/json; charset=UTF-8";
  public static final String TEXT = "text/plain; charset=utf-8";
  public static final String PROTOBUF = "application/x-protobuf";

  public Answer {
    headers = List.copyOf(headers);
  }

  public static Answer of(int status, String contentType, byte[] body) {
    return new Answer(status, contentType, ByteSegments.of(body), List.of());
  }

  public static Answer json(JsonOutput body) {
    return json(200, JSON, body);
  }

  public static Answer json(int status, String contentType, JsonOutput body) {
    return new Answer(status, contentType, body.finish(), List.of());
  }

  public static Answer text(int status, String body) {
    return of(status, TEXT, body.getBytes(StandardCharsets.UTF_8));
  }

  /// An answer without a body.
  public static Answer empty(int status) {
    return new Answer(status, "", ByteSegments.EMPTY, List.of());
  }

  public Answer with(String header, String value) {
    List<String> more = new ArrayList<>(headers);
    more.add(header);
    more.add(value);
    return new Answer(status, contentType, body, more);
  }
}
