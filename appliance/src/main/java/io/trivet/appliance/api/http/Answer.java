package io.trivet.appliance.api.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is sent back. Immutable.
///
/// @param contentType "" when there is no body
/// @param headers further headers, alternating names and values
/// @param stream writes the body in place of the one given; null for none
public record Answer(
    int status,
    String contentType,
    ByteSegments body,
    List<String> headers,
    @Nullable BodyStream stream) {
  public static final String JSON = "application/json";
  public static final String JSON_UTF8 = "application/json; charset=UTF-8";
  public static final String TEXT = "text/plain; charset=utf-8";
  public static final String PROTOBUF = "application/x-protobuf";

  /// A body that is written bit by bit, on the thread of the request. What is flushed is sent.
  @FunctionalInterface
  public interface BodyStream {
    void write(OutputStream out) throws IOException;
  }

  public Answer {
    headers = List.copyOf(headers);
  }

  public static Answer of(int status, String contentType, byte[] body) {
    return new Answer(status, contentType, ByteSegments.of(body), List.of(), null);
  }

  public static Answer json(JsonOutput body) {
    return json(200, JSON, body);
  }

  public static Answer json(int status, String contentType, JsonOutput body) {
    return new Answer(status, contentType, body.finish(), List.of(), null);
  }

  public static Answer text(int status, String body) {
    return of(status, TEXT, body.getBytes(StandardCharsets.UTF_8));
  }

  /// An answer without a body.
  public static Answer empty(int status) {
    return new Answer(status, "", ByteSegments.EMPTY, List.of(), null);
  }

  /// An answer whose end is not known yet.
  public static Answer streamed(String contentType, BodyStream stream) {
    return new Answer(200, contentType, ByteSegments.EMPTY, List.of(), stream);
  }

  public Answer with(String header, String value) {
    List<String> more = new ArrayList<>(headers);
    more.add(header);
    more.add(value);
    return new Answer(status, contentType, body, more, stream);
  }
}
