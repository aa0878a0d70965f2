package io.trivet.appliance.api.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/// Writes an [Answer], compressed where that pays and the client can read it.
final class ResponseSender {
  /// Smaller bodies fit into one packet anyway.
  private static final int MIN_COMPRESSED = 1400;

  /// Larger bodies are sent while they are compressed: in memory they are once, not twice.
  private static final int MAX_COMPRESSED_AT_ONCE = 1 << 20;

  private ResponseSender() {}

  static void send(ServerRequest request, ServerResponse response, Answer answer, Router router) {
    boolean cors = router.cors();
    ServerResponseHeaders headers = response.headers();
    response.status(Status.create(answer.status()));
    boolean headOnly = request.prologue().method().text().equals("HEAD");
    if (!answer.contentType().isEmpty() && !headOnly) {
      headers.set(HeaderNames.CONTENT_TYPE, answer.contentType());
    }
    for (int i = 0; i < answer.headers().size(); i += 2) {
      headers.set(HeaderNames.create(answer.headers().get(i)), answer.headers().get(i + 1));
    }
    if (cors) {
      allowOrigin(request.headers(), headers, router);
    }
    Answer.BodyStream stream = answer.stream();
    if (stream != null) {
      send(response, stream);
      return;
    }
    ByteSegments body = answer.body();
    String coding = coding(request.headers(), headers, body.length(), cors);
    try {
      if (!coding.isEmpty()) {
        headers.set(HeaderNames.CONTENT_ENCODING, coding);
        if (body.length() > MAX_COMPRESSED_AT_ONCE && !headOnly) {
          try (OutputStream out = packing(coding, response.outputStream())) {
            body.writeTo(out);
          }
          return;
        }
        body = compress(coding, body);
      }
      if (body.length() == 0 || headOnly) {
        response.send();
      } else if (body.segments().size() == 1) {
        response.send(body.segments().getFirst(), 0, body.lastLength());
      } else {
        headers.contentLength(body.length());
        try (OutputStream out = response.outputStream()) {
          body.writeTo(out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(ServerResponse response, Answer.BodyStream stream) {
    try (OutputStream out = response.outputStream()) {
      stream.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void allowOrigin(
      ServerRequestHeaders request, ServerResponseHeaders response, Router router) {
    response.set(HeaderNames.VARY, "Accept-Encoding", "Origin");
    List<String> origin = request.all(HeaderNames.ORIGIN, List::of);
    if (!origin.isEmpty() && router.allows(origin.getFirst())) {
      response.set(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin.getFirst());
      response.set(
          HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "Accept, Authorization, Content-Type, Origin");
      response.set(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS");
      response.set(HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, "Date");
    }
  }

  /// The first coding of the request that we know; one with a weight counts as unknown.
  private static String coding(
      ServerRequestHeaders request, ServerResponseHeaders response, long length, boolean cors) {
    if (response.contains(HeaderNames.CONTENT_ENCODING)) {
      return "";
    }
    for (String line : request.all(HeaderNames.ACCEPT_ENCODING, List::of)) {
      for (String item : line.split(",", 50)) {
        String name = item.trim();
        if (name.equals("gzip") || name.equals("deflate")) {
          if (!cors) {
            response.set(HeaderNames.VARY, "Accept-Encoding");
          }
          // Deflate is only asked for by those who want to see it.
          return length >= MIN_COMPRESSED || name.equals("deflate") && length > 0 ? name : "";
        }
      }
    }
    return "";
  }

  private static ByteSegments compress(String coding, ByteSegments body) throws IOException {
    SegmentOutput out = new SegmentOutput(Long.MAX_VALUE);
    try (OutputStream packed = packing(coding, out)) {
      body.writeTo(packed);
    }
    return out.finish();
  }

  private static OutputStream packing(String coding, OutputStream out) throws IOException {
    return coding.equals("gzip") ? new GZIPOutputStream(out, 8192) : new DeflaterOutputStream(out);
  }
}
